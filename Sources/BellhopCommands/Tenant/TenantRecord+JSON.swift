import BellhopCore
import BellhopStore

extension TenantRecord {
    /// Gives the record's members; `id` is always one of them.
    var members: [String: JSON] {
        var members = settings.members
        members["id"] = .string(id.rawValue)
        members["state"] = .string(state.rawValue)
        members["generation"] = .integer(generation)
        if isPaused { members["paused"] = true }
        if let kind { members["kind"] = .string(kind.rawValue) }
        return members
    }

    var json: JSON { .object(members) }
}

extension TenantSummary {
    /// Gives the counts' members: how many jobs are in each state now, and what was done so far.
    var members: [String: JSON] {
        [
            "ready": .integer(ready), "due": .integer(due), "running": .integer(running), "dead": .integer(dead),
            "quarantined": .integer(quarantined), "succeeded": .integer(succeeded), "retried": .integer(retried),
            "died": .integer(died), "cancelled": .integer(cancelled), "reaped": .integer(reaped),
            "workerSeconds": .number(Double(workerMicroseconds) / 1_000_000),
        ]
    }

    var words: String {
        "\(ready) ready, \(due) due, \(running) running, \(dead) dead, \(quarantined) quarantined; "
            + "so far \(succeeded) succeeded, \(retried) retried, \(died) died, \(cancelled) cancelled"
    }

    static func += (left: inout Self, right: Self) {
        left.ready += right.ready
        left.due += right.due
        left.running += right.running
        left.dead += right.dead
        left.quarantined += right.quarantined
        left.succeeded += right.succeeded
        left.retried += right.retried
        left.died += right.died
        left.cancelled += right.cancelled
        left.reaped += right.reaped
        left.workerMicroseconds += right.workerMicroseconds
    }
}
