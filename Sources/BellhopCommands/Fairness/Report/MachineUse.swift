import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Reads how busy the machine is with what is not ours, because that is in every figure.
struct MachineUse: Sendable {
    private let busySeconds: Double
    private let ownSeconds: Double
    private let instant: ContinuousClock.Instant

    /// Reads the use so far; `nil` where the kernel does not tell.
    static func now() -> MachineUse? {
        guard let text = FileManager.default.contents(atPath: "/proc/stat"),
            let line = String(decoding: text, as: UTF8.self).split(separator: "\n").first
        else { return nil }
        // user, nice, system, idle, iowait, irq, softirq, steal
        let ticks = line.split(separator: " ").dropFirst().compactMap { Double($0) }
        guard ticks.count >= 8 else { return nil }
        let busy = ticks[0...2].reduce(0, +) + ticks[5...7].reduce(0, +)
        return MachineUse(
            busySeconds: busy / Double(sysconf(Int32(_SC_CLK_TCK))),
            ownSeconds: seconds(RUSAGE_SELF) + seconds(RUSAGE_CHILDREN), instant: .now)
    }

    /// Gives how many cores others have used on average since an earlier reading; processes of ours count once they have
    /// ended.
    func coresUsedByOthers(since earlier: MachineUse) -> Double {
        let others = busySeconds - earlier.busySeconds - (ownSeconds - earlier.ownSeconds)
        return max(0, others / (instant - earlier.instant).seconds)
    }

    private static func seconds(_ who: __rusage_who) -> Double {
        var usage = rusage()
        getrusage(Int32(who.rawValue), &usage)
        return Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
            + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
    }
}
