import ArgumentParser
import Bellhop
import BellhopCore

/// Shows a job.
struct JobShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a job as it is now.",
        discussion: """
            EXAMPLES
              bellhop job show bellhop://0/acme/default/01890a5d-ac96-774b-bcce-b302099a8057
              bellhop job show --tenant acme 01890a5d-ac96-774b-bcce-b302099a8057 --payload --json
            """)

    @OptionGroup var selector: JobSelector
    @Flag(help: "Show the payload too, which is the tenant's own data.")
    var payload = false
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        let (tenant, id) = try selector.resolve()
        let job = try await global.withClient { try await $0.scoped(to: tenant).status(of: id) }
        var words = job.words
        if payload, let bytes = job.payload { words += "\npayload \(String(decoding: bytes, as: UTF8.self))" }
        try global.output.object(job.json(withPayload: payload), words)
    }
}
