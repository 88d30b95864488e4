import BellhopRedis

/// Holds the pieces of Lua that the scripts are joined from.
///
/// Rules that every script keeps (each was a bug in some other job runner):
///
/// 1. It refuses before its first write: Redis does not undo what a script wrote before it failed.
/// 2. A missing reply is `false`, never `nil`.
/// 3. Integers stay below 2^53. They go to commands as numbers, which Redis writes with 17 digits, and into text by
///    `%.0f`; `..` would round them to 14 digits.
/// 4. Time is the server's, read once.
/// 5. Every loop has a bound.
/// 6. All keys share the shard's hash tag; they are joined here from the namespace, the class and the tenant alone.
enum Lua {
    /// Opens a script that must work when Redis has reached its memory limit, because it frees memory or ends work.
    static let allowOutOfMemory = "#!lua flags=allow-oom\n"
    /// Opens a script that Redis refuses as a whole, before its first command, when the memory limit is reached.
    static let refuseOutOfMemory = "#!lua\n"
    /// Opens a script that writes nothing.
    static let readOnly = "#!lua flags=no-writes\n"

    /// Defines `ns`, `tag`, `call`, `num`, the key builders, and `now` in milliseconds with `micros`.
    ///
    ///     ARGV[1] namespace   ARGV[2] infix ":{<shard>}:"
    static let prelude = #"""
        local call, fmt = redis.call, string.format
        local ns, tag = ARGV[1], ARGV[2]
        local function num(n) return fmt('%.0f', n) end
        local function tkey(class, tenant, name) return ns .. ':' .. class .. tag .. tenant .. ':' .. (name or '') end
        local function ckey(class, name) return ns .. ':' .. class .. tag .. '~:' .. (name or '') end
        local time = call('TIME')
        local micros = tonumber(time[1]) * 1000000 + tonumber(time[2])
        local now = math.floor(micros / 1000)

        """#

    /// Defines `wake(queue, jobs)`: tells as many idle workers as `jobs` need that `queue` has work.
    ///
    /// A worker stands among the idle from the claim that left it with free slots until it is woken or claims again,
    /// and both happen inside scripts, so that no wake-up is lost and nothing is published while all are busy.
    static let wake = #"""
        local function wake(queue, jobs)
            local woken = 0
            for _, name in ipairs({queue, ''}) do
                for _ = 1, 64 do
                    if jobs <= 0 or woken >= 8 then return end
                    local worker = call('ZPOPMAX', ckey('idle', name))
                    if #worker == 0 then break end
                    if call('PUBLISH', ckey('wake', worker[1]), queue) > 0 then
                        woken, jobs = woken + 1, jobs - tonumber(worker[2])
                    end
                end
            end
        end

        """#
}

extension Lua {
    /// Holds every piece that moves jobs, in the order in which they need each other, for scripts that are called seldom: each
    /// costs its making at every call.
    static let transitions = [
        wake, ring, lanes, terms, limits, due, marks, weights, unique, outcomes, announce, bucket, forget, cancelled,
        pull,
    ]
}

extension RedisScript {
    /// Joins a script of the pieces that it needs; the name stands in its first comment.
    init(_ name: StaticString, flags: String, pieces: [String], body: String) {
        self.init(name: name, source: flags + "-- bellhop \(name)\n" + Lua.prelude + pieces.joined() + body)
    }
}
