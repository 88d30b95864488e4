import ArgumentParser
import BellhopCore
import BellhopStore

/// Says how long the harness goes on, with what, and how often each fault strikes.
struct FaultPlan: ParsableArguments {
    /// Says how often Redis writes its log to the disk.
    enum Fsync: String, ExpressibleByArgument, CaseIterable {
        case always, everysec
    }

    @Option(help: "How long faults strike: 30s, 2m, 10m. Draining and checking come on top.")
    var duration = "2m"
    @Option(help: "Worker processes.")
    var workers = 4
    @Option(help: "Tenants; the first two have a cap of 2 jobs at a time.")
    var tenants = 8
    @Option(help: "Slots of each worker.")
    var concurrency = 8
    @Option(help: "Jobs enqueued a second.")
    var rate = 400
    @Option(help: "How Redis writes its log to the disk: always, or everysec with the end cut off at each kill.")
    var fsync = Fsync.always
    @Option(help: "The workers' lease; a beat is sent in each third of it.")
    var lease = "3s"
    @Option(help: "Nothing but this many rolling restarts by SIGTERM, spread over the duration.")
    var deploys = 0
    @Option(help: "A folder that is made when a promise was broken, for Redis's log and the workers' journals.")
    var keep: String?
    @Option(help: "The seed of the faults; chosen and printed unless given.")
    var seed: UInt64?

    /// Gives the mean time between two faults of a kind.
    static func interval(of fault: Fault) -> Duration {
        switch fault {
        case .kill: .milliseconds(2300)
        case .stop: .seconds(19)
        case .cut: .milliseconds(1000)
        case .silence: .seconds(20)
        case .delay: .seconds(10)
        case .lostEnqueue, .lostClaim, .lostSettle, .lostBeat: .milliseconds(9500)
        case .restart: .seconds(35)
        case .crash: .seconds(80)
        case .flushScripts: .seconds(45)
        case .deploy: .seconds(3600)
        }
    }
}

/// Lists what the harness does to workers, connections and Redis.
enum Fault: String, CaseIterable, Sendable {
    /// Kills a worker with SIGKILL, and starts another.
    case kill = "worker killed (SIGKILL)"
    /// Stops a worker for longer than its lease, and lets it go on.
    case stop = "worker stopped for longer than its lease"
    /// Closes a connection.
    case cut = "connection cut"
    /// Passes nothing on over a connection, and closes it much later.
    case silence = "connection gone silent (half-open)"
    /// Passes everything on late.
    case delay = "connection slowed"
    /// Lets a call reach Redis and loses its reply.
    case lostEnqueue = "reply lost: enqueue"
    case lostClaim = "reply lost: claim"
    case lostSettle = "reply lost: settle"
    case lostBeat = "reply lost: beat"
    /// Restarts Redis in good order.
    case restart = "Redis restarted"
    /// Kills Redis and starts it again from its log.
    case crash = "Redis killed and started again"
    /// Tells a worker to end, and starts another.
    case deploy = "worker replaced (SIGTERM)"
    /// Makes Redis forget the scripts.
    case flushScripts = "scripts flushed"

    /// Is the loss of the reply to a call.
    init(losing call: ObservedCall) {
        self =
            switch call {
            case .enqueue: .lostEnqueue
            case .claim: .lostClaim
            case .settle: .lostSettle
            case .beat: .lostBeat
            }
    }
}
