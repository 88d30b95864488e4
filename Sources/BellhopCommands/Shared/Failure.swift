import ArgumentParser
import BellhopCore

/// Tells people and machines why a command failed, and ends the process.
enum Failure {
    /// Writes the reason to standard error, and ends the process with the status that belongs to it.
    static func end(_ error: any Error, isJSON: Bool) -> Never {
        switch error {
        case is OutputClosed: BellhopCommand.exit()
        case let status as ExitCode: BellhopCommand.exit(withError: status)
        case let error as BellhopError:
            report(error.message, code: error.code.description, isJSON: isJSON)
            BellhopCommand.exit(withError: ExitCode(ExitStatus(error.code).rawValue))
        default: break
        }
        // What is left is the parser's own (help, version, usage), or a bug.
        switch BellhopCommand.exitCode(for: error) {
        case .success: BellhopCommand.exit(withError: error)
        case .validationFailure:
            if isJSON { write(object(code: "usage", message: BellhopCommand.message(for: error))) }
            BellhopCommand.exit(withError: error)
        default:
            report("unexpected: \(error)", code: "bug", isJSON: isJSON)
            BellhopCommand.exit(withError: ExitCode(ExitStatus.bug.rawValue))
        }
    }

    private static func report(_ message: String, code: String, isJSON: Bool) {
        StandardStream.error.tryWrite("bellhop: \(message.printable)\n")
        if isJSON { write(object(code: code, message: message)) }
    }

    private static func write(_ object: JSON) { StandardStream.error.tryWrite("\(object)\n") }

    private static func object(code: String, message: String) -> JSON {
        ["error": ["code": .string(code), "message": .string(message)]]
    }
}
