import BellhopCore

extension Bound {
    /// Gives the bound as JSON: the value, or `null` where there is none.
    fileprivate func json(_ value: (Value) -> JSON) -> JSON {
        if case .to(let set) = self { value(set) } else { nil }
    }

    /// Gives the bound as text.
    fileprivate func words(_ value: (Value) -> String) -> String {
        switch self {
        case .to(let set): value(set)
        case .none: "none"
        case .inherited: "default"
        }
    }
}

extension TenantSettings {
    /// Gives the settings' members: `weight` and `cap` always, and where they are set `rate min mostWaiting mostBytes overflow
    /// queues jobs`.
    var members: [String: JSON] {
        var members: [String: JSON] = ["weight": weight?.json { .number($0.value) } ?? 1, "cap": nil]
        func add(_ name: String, _ value: JSON?) { if let value { members[name] = value } }
        add("cap", concurrencyCap?.json { .integer($0) })
        add("rate", rate?.json { .string("\($0)") })
        add("min", reservedSlots?.json { .integer($0) })
        add("mostWaiting", mostWaitingJobs?.json { .integer($0) })
        add("mostBytes", mostWaitingBytes?.json { .integer($0) })
        add("overflow", overflow?.json { .string($0.rawValue) })
        if !queues.isEmpty {
            add("queues", .object(Dictionary(uniqueKeysWithValues: queues.map { ($0.key.rawValue, $0.value.json) })))
        }
        if !jobs.isEmpty {
            add("jobs", .object(Dictionary(uniqueKeysWithValues: jobs.map { ($0.key.rawValue, $0.value.json) })))
        }
        return members
    }

    /// Describes the settings in one line: weight and cap always, the others where they are set.
    var words: String {
        var words = [
            "weight \(weight?.words { "\($0)" } ?? "1")", "cap \(concurrencyCap?.words { "\($0)" } ?? "none")",
        ]
        func add(_ what: String, _ value: String?) { if let value { words.append("\(what) \(value)") } }
        add("rate", rate?.words { "\($0)" })
        add("min", reservedSlots?.words { "\($0)" })
        add("most waiting", mostWaitingJobs?.words { "\($0)" })
        add("most bytes", mostWaitingBytes?.words { "\($0)" })
        add("overflow", overflow?.words(\.rawValue))
        for (queue, settings) in queues.sorted(by: { $0.key < $1.key }) {
            add("queue \(queue) weight", settings.weight?.words { "\($0)" })
            add("queue \(queue) cap", settings.concurrencyCap?.words { "\($0)" })
            if settings.isPaused == true { words.append("queue \(queue) paused") }
        }
        for (name, settings) in jobs.sorted(by: { $0.key < $1.key }) {
            add("\(name) cap", settings.concurrencyCap?.words { "\($0)" })
            add("\(name) key cap", settings.keyCap?.words { "\($0)" })
            add("\(name) rate", settings.rate?.words { "\($0)" })
            add("\(name) cost", settings.cost?.words { "\($0)" })
            if settings.isPaused == true { words.append("\(name) paused") }
        }
        return words.joined(separator: ", ")
    }
}

extension QueueSettings {
    /// Gives the settings as an object: `weight`, `cap`, `paused`.
    fileprivate var json: JSON {
        [
            "weight": weight?.json { .number($0.value) } ?? nil, "cap": concurrencyCap?.json { .integer($0) } ?? nil,
            "paused": .bool(isPaused ?? false),
        ]
    }
}

extension JobSettings {
    /// Gives the settings as an object: `cap`, `keyCap`, `rate`, `costSeconds`, `paused`.
    fileprivate var json: JSON {
        [
            "cap": concurrencyCap?.json { .integer($0) } ?? nil, "keyCap": keyCap?.json { .integer($0) } ?? nil,
            "rate": rate?.json { .string("\($0)") } ?? nil,
            "costSeconds": cost?.json { .number($0 / .seconds(1)) } ?? nil,
            "paused": .bool(isPaused ?? false),
        ]
    }
}
