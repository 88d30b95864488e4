// An application names tenants, jobs and errors without a second import.
@_exported public import BellhopCore
