/// What a new connection says before its first command, and what the answers mean.
///
/// AUTH, SELECT and CLIENT SETNAME, each only if configured, then PING: it asks whether the server has
/// loaded its data. All are written at once.
package struct Handshake: Sendable {
    private enum Step: String {
        case authenticate = "AUTH"
        case select = "SELECT"
        case name = "CLIENT SETNAME"
        case ping = "PING"
    }

    /// What to do after a reply.
    package enum Action: Sendable {
        /// Keep waiting for the other replies.
        case wait
        /// The connection may be used.
        case ready
        /// Close the connection, and try again later.
        case retry(RedisError)
        /// Close the connection: trying again would fail the same way.
        case refuse(RedisError)
    }

    /// The commands to write, in their order.
    package let commands: [RedisCommand]
    private var expected: ArraySlice<Step>
    private let address: String

    /// Plans the handshake for a configuration.
    package init(_ configuration: RedisConfiguration) {
        var commands: [RedisCommand] = []
        var steps: [Step] = []
        if let password = configuration.password {
            var command = RedisCommand("AUTH")
            if let username = configuration.username { command.append(username) }
            command.append(password.value)
            commands.append(command)
            steps.append(.authenticate)
        }
        if configuration.database != 0 {
            commands.append(RedisCommand("SELECT", String(configuration.database)))
            steps.append(.select)
        }
        if let name = configuration.clientName {
            commands.append(RedisCommand("CLIENT", "SETNAME", name))
            steps.append(.name)
        }
        commands.append(RedisCommand("PING"))
        steps.append(.ping)
        self.commands = commands
        expected = steps[...]
        address = configuration.address.description
    }

    /// Judges the next reply.
    package mutating func replyArrived(_ reply: RedisReply) -> Action {
        guard let step = expected.popFirst() else {
            return .retry(
                RedisError(.protocolViolation, "Redis at \(address) sent more replies than it was asked for."))
        }
        guard let text = reply.errorText else { return step == .ping ? .ready : .wait }
        let error = RedisError(reply: text, address: address)
        switch (error.code, step) {
        case (.loading, _), (.busy, _):
            return .retry(error)
        case (.noPermission, .ping):
            // A user that may not PING is connected all the same.
            return .ready
        case (.authenticationFailed, _):
            let message = "\(error.message) Check the user and the password."
            return .refuse(RedisError(.authenticationFailed, message, replyPrefix: error.replyPrefix))
        case (.noPermission, _):
            return .refuse(RedisError(.noPermission, "\(step.rawValue) was refused. \(error.message)"))
        default:
            // Any other refusal may pass, such as that of a server with too many clients.
            return .retry(RedisError(error.code, "\(step.rawValue) was refused. \(error.message)"))
        }
    }
}
