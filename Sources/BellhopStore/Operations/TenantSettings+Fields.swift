import BellhopCore

extension Bound {
    /// Gives the bound as the scripts keep it: the value, `-` for none, nothing where the kind's holds.
    fileprivate func stored(_ text: (Value) -> String) -> String {
        switch self {
        case .to(let value): text(value)
        case .none: "-"
        case .inherited: ""
        }
    }

    /// Reads what ``stored(_:)`` wrote.
    fileprivate init?(stored: String?, _ read: (String) -> Value?) {
        guard let stored else { return nil }
        if stored == "-" {
            self = .none
        } else if let value = read(stored) {
            self = .to(value)
        } else {
            return nil
        }
    }
}

extension TenantSettings {
    /// Gives the settings as fields of a record and of the limits of lanes (those with a colon).
    var fields: [(name: String, value: String)] {
        var fields: [(String, String)] = []
        func add<Value>(_ name: String, _ bound: Bound<Value>?, _ text: (Value) -> String) {
            if let bound { fields.append((name, bound.stored(text))) }
        }
        add("weight", weight) { "\($0.hundredths)" }
        add("cap", concurrencyCap) { "\($0)" }
        add("rate", rate, \.stored)
        add("min", reservedSlots) { "\($0)" }
        add("maxjobs", mostWaitingJobs) { "\($0)" }
        add("maxbytes", mostWaitingBytes) { "\($0)" }
        add("overflow", overflow, \.rawValue)
        for (queue, settings) in queues.sorted(by: { $0.key < $1.key }) {
            add("w:\(queue)", settings.weight) { "\($0.hundredths)" }
            add("q:\(queue)", settings.concurrencyCap) { "\($0)" }
            if let isPaused = settings.isPaused { fields.append(("pq:\(queue)", isPaused ? "1" : "")) }
        }
        for (name, settings) in jobs.sorted(by: { $0.key < $1.key }) {
            add("n:\(name)", settings.concurrencyCap) { "\($0)" }
            add("k:\(name)", settings.keyCap) { "\($0)" }
            add("r:\(name)", settings.rate, \.stored)
            add("f:\(name)", settings.cost) { "\($0.wholeMicroseconds)" }
            if let isPaused = settings.isPaused { fields.append(("pn:\(name)", isPaused ? "1" : "")) }
        }
        return fields
    }

    /// Reads what ``fields`` wrote; fields that are none are passed over.
    init(fields: [String: String]) {
        self.init(
            weight: Bound(stored: fields["weight"]) { Int($0).map(TenantWeight.init(unchecked:)) },
            concurrencyCap: Bound(stored: fields["cap"], Int.init),
            rate: Bound(stored: fields["rate"], RateLimit.init(stored:)),
            reservedSlots: Bound(stored: fields["min"], Int.init),
            mostWaitingJobs: Bound(stored: fields["maxjobs"], Int.init),
            mostWaitingBytes: Bound(stored: fields["maxbytes"], Int.init),
            overflow: Bound(stored: fields["overflow"], Overflow.init(rawValue:)))
        for (field, value) in fields {
            let parts = field.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            let queue = QueueName(stored: String(parts[1]))
            let name = JobName(stored: String(parts[1]))
            switch parts[0] {
            case "w":
                queues[queue, default: .init()].weight = Bound(stored: value) {
                    Int($0).map(TenantWeight.init(unchecked:))
                }
            case "q": queues[queue, default: .init()].concurrencyCap = Bound(stored: value, Int.init)
            case "pq": queues[queue, default: .init()].isPaused = true
            case "n": jobs[name, default: .init()].concurrencyCap = Bound(stored: value, Int.init)
            case "k": jobs[name, default: .init()].keyCap = Bound(stored: value, Int.init)
            case "r": jobs[name, default: .init()].rate = Bound(stored: value, RateLimit.init(stored:))
            case "f": jobs[name, default: .init()].cost = Bound(stored: value) { Int($0).map { .microseconds($0) } }
            case "pn": jobs[name, default: .init()].isPaused = true
            default: continue
            }
        }
    }
}
