import BellhopCommands
import BellhopCore
import Testing

struct ExitStatusTests {
    @Test(
        "every code of an error has the exit status of the contract",
        arguments: [
            (BellhopError.Code.jobFailed, 1 as Int32), (.abandoned, 1), (.tenantExists, 1), (.wrongState, 1),
            (.duplicateJob, 1),
            (.invalidValue, 64),
            (.configuration, 65), (.payloadTooLarge, 65), (.undecodable, 65), (.unencodable, 65),
            (.unknownTenant, 66), (.tenantGone, 66), (.notFound, 66),
            (.unavailable, 69),
            (.corruptData, 70), (.noActiveTenant, 70), (.scopeEnded, 70), (.systemScope, 70), (.nestedSwitch, 70),
            (.crossTenant, 70), (.activationFailed, 70), (.claimLost, 70),
            (.outcomeUnknown, 75), (.backlogFull, 75), (.storeFull, 75), (.timedOut, 75), (.notReplicated, 75),
            (.newerVersion, 75), (.cancelled, 75),
            (.notAllowed, 77),
        ])
    func table(code: BellhopError.Code, status: Int32) {
        #expect(ExitStatus(code).rawValue == status)
    }
}
