import BellhopCore
import BellhopRedis
import Synchronization

/// Rewrites scripts, each once: they take the time from a key of the test, and where it is asked for carry a fault.
final class ScriptRevisions: Sendable {
    private let fault: (from: String, to: String)?
    private let scripts = Mutex<[String: RedisScript]>([:])

    init(planting fault: (from: String, to: String)? = nil) { self.fault = fault }

    /// Is the key that holds the time in microseconds.
    static func clockKey(_ namespace: Namespace) -> String { "\(namespace):test-clock" }

    func revise(_ script: RedisScript) -> RedisScript {
        scripts.withLock { scripts in
            if let known = scripts["\(script.name)"] { return known }
            var source = script.source.replacing("call('TIME')", with: "{0, call('GET', ns .. ':test-clock')}")
            if let fault { source = source.replacing(fault.from, with: fault.to) }
            let revised = RedisScript(name: script.name, source: source)
            scripts["\(script.name)"] = revised
            return revised
        }
    }
}
