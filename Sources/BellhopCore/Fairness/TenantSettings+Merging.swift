extension TenantSettings {
    /// Says that anything is set for queues or names.
    package var hasLimits: Bool { !queues.isEmpty || !jobs.isEmpty }

    /// Takes over what a change says, and takes away what it gives back to the kind.
    package mutating func merge(_ change: TenantSettings) {
        Self.merge(change.weight, into: &weight)
        Self.merge(change.concurrencyCap, into: &concurrencyCap)
        Self.merge(change.rate, into: &rate)
        Self.merge(change.reservedSlots, into: &reservedSlots)
        for (queue, change) in change.queues {
            var settings = queues[queue] ?? QueueSettings()
            Self.merge(change.weight, into: &settings.weight)
            Self.merge(change.concurrencyCap, into: &settings.concurrencyCap)
            if let isPaused = change.isPaused { settings.isPaused = isPaused ? true : nil }
            queues[queue] = settings == QueueSettings() ? nil : settings
        }
        for (job, change) in change.jobs {
            var settings = jobs[job] ?? JobSettings()
            Self.merge(change.concurrencyCap, into: &settings.concurrencyCap)
            Self.merge(change.keyCap, into: &settings.keyCap)
            Self.merge(change.rate, into: &settings.rate)
            Self.merge(change.cost, into: &settings.cost)
            if let isPaused = change.isPaused { settings.isPaused = isPaused ? true : nil }
            jobs[job] = settings == JobSettings() ? nil : settings
        }
    }

    private static func merge<Value>(_ change: Bound<Value>?, into setting: inout Bound<Value>?) {
        if let change { setting = change == .inherited ? nil : change }
    }
}
