import ArgumentParser
import BellhopCore
import BellhopStore

/// Holds what can be set for a tenant, or for a kind of tenants, as options.
///
/// Each takes a value, `none` for no bound, or `default` for what the tenant's kind says, or Bellhop.
struct TenantLimits: ParsableArguments {
    @Option(help: ArgumentHelp("The share of worker time, from 0.01 to 100; 1 unless set.", valueName: "weight"))
    var weight: String?
    @Option(help: ArgumentHelp("The most jobs that run at any time.", valueName: "n|none"))
    var cap: String?
    @Option(
        help: ArgumentHelp("The most jobs that are started, with the burst: 100/s:10, 5/15m.", valueName: "rate|none"))
    var rate: String?
    @Option(help: ArgumentHelp("Slots that are its own while it has work.", valueName: "n|none"))
    var min: String?
    @Option(help: ArgumentHelp("The most jobs that wait.", valueName: "n|none"))
    var mostWaiting: String?
    @Option(help: ArgumentHelp("The most bytes of jobs that have not ended.", valueName: "n|none"))
    var mostBytes: String?
    @Option(
        help: ArgumentHelp(
            "What becomes of jobs beyond that: the new ones are refused, or the oldest die.",
            valueName: "reject|shed"))
    var overflow: String?
    @Option(help: ArgumentHelp("The weight in one queue; may be repeated.", valueName: "queue=weight"))
    var queueWeight: [String] = []
    @Option(help: ArgumentHelp("The cap in one queue; may be repeated.", valueName: "queue=n|none"))
    var queueCap: [String] = []
    @Option(help: ArgumentHelp("The cap for jobs of one name; may be repeated.", valueName: "name=n|none"))
    var jobCap: [String] = []
    @Option(help: ArgumentHelp("The cap for jobs of one name and limit key, 1 unless set.", valueName: "name=n|none"))
    var keyCap: [String] = []
    @Option(help: ArgumentHelp("The rate for jobs of one name; may be repeated.", valueName: "name=rate|none"))
    var jobRate: [String] = []
    @Option(
        help: ArgumentHelp(
            "Worker time that a job of one name is charged, instead of what it took.",
            valueName: "name=span|none"))
    var jobCost: [String] = []

    /// Reads the options.
    ///
    /// - Throws: ``BellhopError/Code/invalidValue`` with the option, when a value is not what it takes or is out of bounds.
    func settings() throws(BellhopError) -> TenantSettings {
        var settings = TenantSettings()
        settings.weight = try Self.read(weight, "--weight", Self.weight)
        settings.concurrencyCap = try Self.read(cap, "--cap", Self.count)
        settings.rate = try Self.read(rate, "--rate", Self.rate)
        settings.reservedSlots = try Self.read(min, "--min", Self.count)
        settings.mostWaitingJobs = try Self.read(mostWaiting, "--most-waiting", Self.count)
        settings.mostWaitingBytes = try Self.read(mostBytes, "--most-bytes", Self.count)
        settings.overflow = try Self.read(overflow, "--overflow", Self.overflow)
        for (queue, value) in try Self.pairs(queueWeight, "--queue-weight") {
            settings.queues[try QueueName(queue), default: .init()].weight = try Self.read(
                value, "--queue-weight", Self.weight)
        }
        for (queue, value) in try Self.pairs(queueCap, "--queue-cap") {
            settings.queues[try QueueName(queue), default: .init()].concurrencyCap = try Self.read(
                value, "--queue-cap", Self.count)
        }
        for (name, value) in try Self.pairs(jobCap, "--job-cap") {
            settings.jobs[try JobName(name), default: .init()].concurrencyCap = try Self.read(
                value, "--job-cap", Self.count)
        }
        for (name, value) in try Self.pairs(keyCap, "--key-cap") {
            settings.jobs[try JobName(name), default: .init()].keyCap = try Self.read(value, "--key-cap", Self.count)
        }
        for (name, value) in try Self.pairs(jobRate, "--job-rate") {
            settings.jobs[try JobName(name), default: .init()].rate = try Self.read(value, "--job-rate", Self.rate)
        }
        for (name, value) in try Self.pairs(jobCost, "--job-cost") {
            settings.jobs[try JobName(name), default: .init()].cost = try Self.read(value, "--job-cost", Self.span)
        }
        try settings.validate()
        return settings
    }

    private static func read<Value>(
        _ text: String?, _ option: String, _ parse: (String, String) throws(BellhopError) -> Value
    ) throws(BellhopError) -> Bound<Value>? {
        switch text {
        case nil: nil
        case "none": Bound.none
        case "default": .inherited
        case let text?: .to(try parse(text, option))
        }
    }

    private static func pairs(_ texts: [String], _ option: String) throws(BellhopError) -> [(String, String)] {
        var pairs: [(String, String)] = []
        for text in texts {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else {
                throw BellhopError(
                    .invalidValue, "\(option) '\(text.oneLine(limit: 40))' names nothing: write a name, = and the value"
                )
            }
            pairs.append((parts[0], parts[1]))
        }
        return pairs
    }

    private static func weight(_ text: String, _ option: String) throws(BellhopError) -> TenantWeight {
        guard let number = Double(text) else {
            throw BellhopError(
                .invalidValue, "\(option) '\(text.oneLine(limit: 40))' is no number: it goes from 0.01 to 100")
        }
        return try TenantWeight(number)
    }

    private static func count(_ text: String, _ option: String) throws(BellhopError) -> Int {
        if let number = Int(text) { return number }
        throw BellhopError(
            .invalidValue, "\(option) '\(text.oneLine(limit: 40))' is no whole number, nor none, nor default")
    }

    private static func rate(_ text: String, _: String) throws(BellhopError) -> RateLimit { try RateLimit(text) }

    private static func span(_ text: String, _: String) throws(BellhopError) -> Duration {
        try DurationText.parse(text)
    }

    private static func overflow(_ text: String, _ option: String) throws(BellhopError) -> Overflow {
        if let overflow = Overflow(rawValue: text) { return overflow }
        throw BellhopError(.invalidValue, "\(option) '\(text.oneLine(limit: 40))' is neither reject nor shed")
    }
}
