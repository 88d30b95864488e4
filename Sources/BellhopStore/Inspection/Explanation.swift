import BellhopCore

/// Makes sentences of what the store says of a job that has not ended.
struct Explanation {
    let snapshot: JobSnapshot
    let facts: [String: String]
    let rivals: [StartEstimate.Rival]
    let crew: WorkerCrew

    private func number(_ name: String) -> Int? { facts[name].flatMap { Int($0) } }
    private func text(_ name: String) -> String? { facts[name].flatMap { $0.isEmpty ? nil : $0 } }
    private var tenant: TenantID { snapshot.tenant }

    var explanation: JobExplanation {
        if let claim = text("claim") {
            return JobExplanation(
                ref: snapshot.ref, state: .running,
                reasons: [.init(.running, "worker \(claim.prefix { $0 != " " }) holds it")])
        }
        var reasons = ofTenant + ofLane + ofQueue + ofWorkers
        if let due = number("due") {
            if let holder = text("follows") {
                reasons.append(
                    .init(.followsKey, "it follows job \(holder), which stands for its unique key, when that has ended")
                )
            } else {
                reasons.append(.init(.due, "its time comes in \(Self.span(due - (number("now") ?? due)))"))
            }
        }
        let isReady = (number("place") ?? -1) >= 0
        let wait = isReady ? estimate(reasons) : dueWait(reasons)
        if isReady, reasons.isEmpty {
            let before = number("before") ?? 0
            reasons.append(
                .init(
                    .share,
                    "its turn has not come: \(number("ahead") ?? 0) jobs of its tenant and \(max(0, before - 1)) other tenants go "
                        + "before it"))
        }
        return JobExplanation(
            ref: snapshot.ref, state: snapshot.state, reasons: reasons, position: isReady ? number("ahead") : nil,
            tenantsBefore: isReady ? max(0, (number("before") ?? 1) - 1) : nil, estimatedWait: wait)
    }

    private var ofTenant: [JobExplanation.Reason] {
        var reasons: [JobExplanation.Reason] = []
        if text("state") == TenantState.suspended.rawValue {
            reasons.append(
                .init(.tenantSuspended, "tenant '\(tenant)' is suspended: `bellhop tenant resume \(tenant)`"))
        }
        if text("paused") != nil {
            reasons.append(.init(.tenantPaused, "tenant '\(tenant)' is paused: `bellhop tenant resume \(tenant)`"))
        }
        if let cap = number("cap"), let running = number("running"), running >= cap {
            reasons.append(.init(.tenantCap, "tenant '\(tenant)' runs \(running) jobs, and its cap is \(cap)"))
        }
        if text("capped") == "2", let rate = text("rate").flatMap(RateLimit.init(stored:)) {
            reasons.append(
                .init(.tenantRate, "tenant '\(tenant)' may start \(rate) jobs; the next start is allowed \(refill)"))
        }
        return reasons
    }

    private var ofLane: [JobExplanation.Reason] {
        guard let limit = text("parked") else { return [] }
        let held = text("held") ?? "0"
        let bound = text("bound") ?? "?"
        let name = snapshot.name
        switch limit.prefix(while: { $0 != ":" }) {
        case "pq": return [.init(.queuePaused, "queue '\(snapshot.queue)' of tenant '\(tenant)' is paused")]
        case "pn": return [.init(.jobPaused, "jobs '\(name)' of tenant '\(tenant)' are paused")]
        case "gn": return [.init(.jobPaused, "jobs '\(name)' are paused for all tenants")]
        case "q":
            return [
                .init(
                    .queueCap,
                    "tenant '\(tenant)' runs \(held) jobs of queue '\(snapshot.queue)', and its cap there is \(bound)")
            ]
        case "n": return [.init(.jobCap, "tenant '\(tenant)' runs \(held) jobs '\(name)', and their cap is \(bound)")]
        case "k":
            return [
                .init(
                    .keyCap,
                    "tenant '\(tenant)' runs \(held) jobs '\(name)' of limit key '\(snapshot.limitKey ?? "?")', and their cap is "
                        + bound)
            ]
        case "r":
            let rate = RateLimit(stored: bound).map { "\($0)" } ?? bound
            return [
                .init(
                    .jobRate, "tenant '\(tenant)' may start \(rate) jobs '\(name)'; the next start is allowed \(refill)"
                )
            ]
        default: return []
        }
    }

    private var ofQueue: [JobExplanation.Reason] {
        if text("queuepaused") != nil {
            return [
                .init(
                    .queuePaused,
                    "queue '\(snapshot.queue)' is paused: `bellhop queue resume \(snapshot.queue) --all-tenants`")
            ]
        }
        guard let cap = number("queuecap"), let use = number("queueuse"), use >= cap else { return [] }
        return [
            .init(.queueCap, "\(use) jobs of queue '\(snapshot.queue)' run over all tenants, and its cap is \(cap)")
        ]
    }

    private var ofWorkers: [JobExplanation.Reason] {
        let slots = crew.slots(queue: snapshot.queue.rawValue, name: snapshot.name.rawValue)
        if slots.all == 0 { return [.init(.noWorker, "no worker is there that takes jobs: see `bellhop worker list`")] }
        if slots.queue == 0 { return [.init(.noWorkerForQueue, "no worker serves queue '\(snapshot.queue)'")] }
        if slots.name == 0 { return [.init(.noWorkerForName, "no worker has a handler for jobs '\(snapshot.name)'")] }
        return []
    }

    /// Says that nothing but caps, rates and turns, which pass by themselves, keep the job from running.
    private func passes(_ reasons: [JobExplanation.Reason]) -> Bool {
        let passing: Set<JobExplanation.Code> = [
            .tenantCap, .tenantRate, .queueCap, .jobCap, .keyCap, .jobRate, .due, .share,
        ]
        return reasons.allSatisfy { passing.contains($0.code) }
    }

    private func estimate(_ reasons: [JobExplanation.Reason]) -> Duration? {
        guard passes(reasons) else { return nil }
        let lane = text("parked").map { $0.prefix { $0 != ":" } }
        var rate = text("rate").flatMap(RateLimit.init(stored:))
        var cap = number("cap")
        if lane == "r" { rate = text("bound").flatMap(RateLimit.init(stored:)) }
        if lane == "q" || lane == "n" || lane == "k" { cap = number("bound") }
        let estimate = StartEstimate(
            tag: max(number("tag") ?? 0, number("clock") ?? 0), weight: number("weight") ?? 100,
            ahead: number("ahead") ?? 0,
            work: number("work") ?? 0,
            slots: crew.slots(queue: snapshot.queue.rawValue, name: snapshot.name.rawValue).name,
            cap: cap, rate: rate, rivals: rivals, rivalCount: number("before"))
        return estimate.wait
    }

    private func dueWait(_ reasons: [JobExplanation.Reason]) -> Duration? {
        guard passes(reasons), text("follows") == nil, let due = number("due"), let now = number("now") else {
            return nil
        }
        return .milliseconds(max(0, due - now))
    }

    private var refill: String {
        guard let refill = number("refill"), let now = number("now") else { return "soon" }
        return "in \(Self.span(refill - now))"
    }

    private static func span(_ milliseconds: Int) -> String {
        milliseconds < 10_000 ? "\(max(0, milliseconds)) ms" : "\(milliseconds / 1000) s"
    }
}
