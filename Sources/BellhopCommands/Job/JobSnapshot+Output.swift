import BellhopCore

extension JobSnapshot {
    /// Gives the job as an object; what is not known is `null`, or not there.
    ///
    /// Always there: `id ref tenant queue name state attempt crashes result errors`. By state: `dueAt diedAt
    /// quarantinedAt finishedAt runSeconds worker actor
    /// progress priority limitKey expiresAt`, and `payload` where it is asked for.
    func json(withPayload: Bool = false) -> JSON {
        var members: [String: JSON] = [
            "id": .string("\(id)"), "ref": .string("\(ref)"), "tenant": .string("\(tenant)"),
            "queue": .string("\(queue)"), "name": .string("\(name)"), "state": .string(state.rawValue),
            "attempt": .integer(attempt), "crashes": .integer(crashes), "result": Self.embedded(result),
            "errors": .array(errors.map { Self.embedded(Array($0.utf8)) }),
        ]
        if let instant, let key = instantName { members[key] = .string(InstantText.format(milliseconds: instant)) }
        if let runMicroseconds { members["runSeconds"] = .number(Double(runMicroseconds) / 1_000_000) }
        if let worker { members["worker"] = .string(worker) }
        if priority != 0 { members["priority"] = .integer(priority) }
        if let limitKey { members["limitKey"] = .string(limitKey) }
        if let expires { members["expiresAt"] = .string(InstantText.format(milliseconds: expires)) }
        if let actor { members["actor"] = .string(actor) }
        if let progress {
            members["progress"] = ["fraction": .number(progress.fraction), "note": .string(progress.note)]
        }
        if withPayload { members["payload"] = Self.embedded(payload) }
        return .object(members)
    }

    /// Gives the message of the last error, if there is one.
    var lastError: String? { errors.last.map(ErrorText.message) }

    /// Describes the job on a few lines.
    var words: String {
        var lines = ["\(ref)", "\(name): \(state), attempt \(attempt)"]
        if let instant, let key = instantName { lines.append("\(key) \(InstantText.format(milliseconds: instant))") }
        if priority != 0 { lines.append("priority \(priority)") }
        if let limitKey { lines.append("limit key \(limitKey.oneLine(limit: 256))") }
        if let expires { lines.append("expires \(InstantText.format(milliseconds: expires))") }
        if let worker { lines.append("worker \(worker)") }
        if let progress {
            lines.append("progress \(Int(progress.fraction * 100)) % \(progress.note.oneLine(limit: 256))")
        }
        if let result { lines.append("result \(String(decoding: result, as: UTF8.self))") }
        for error in errors { lines.append("error: \(ErrorText.message(error))") }
        return lines.joined(separator: "\n")
    }

    private var instantName: String? {
        switch state {
        case .due: "dueAt"
        case .dead: "diedAt"
        case .quarantined: "quarantinedAt"
        case .succeeded, .cancelled, .expired: "finishedAt"
        case .ready, .running: nil
        }
    }

    /// Embeds bytes as the JSON that they are, or else as a string.
    private static func embedded(_ bytes: [UInt8]?) -> JSON {
        guard let bytes else { return .null }
        return JSONText(bytes).map(JSON.text) ?? .string(String(decoding: bytes, as: UTF8.self))
    }
}
