/// Prepares what a tenant's jobs need (a database pool, a folder, a mail sender) and puts it away after each run.
///
/// Hooks are called in the order in which they were given, in the tenant's scope, before the handler; after it in
/// reverse. When one throws, those that had succeeded are called off in reverse, and the handler is not called.
///
///     struct Folder: ActivationHook {
///         let name = "folder"
///         func activate(for context: JobContext) async throws { try makeFolder(context.tenant) }
///         func deactivate(for context: JobContext) async throws { try removeFolder(context.tenant) }
///     }
public protocol ActivationHook: Sendable {
    /// Names the hook in errors and logs.
    var name: String { get }
    /// Prepares for a run.
    func activate(for context: JobContext) async throws
    /// Puts away what ``activate(for:)`` prepared; called once for each time that it succeeded.
    func deactivate(for context: JobContext) async throws
}
