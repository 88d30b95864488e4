import BellhopRedis

/// Asks to be told when a job ends, and reads it in the same step, so that no end is missed between the two.
///
///     KEYS[1]  the tenant's record; all keys share its hash tag
///     ARGV     1 namespace, 2 infix, 3 tenant, 4 job id, 5 outcome bucket, 6 payload wanted ("0"), 7 wait for ms
///     Returns  as `inspect`
///     Atomic   yes
///     Repeat   prolongs the wait
///     Cost     O(log waiters + log jobs)
///     Bound    one job; 16 waits that ended are swept
enum AwaitScript {
    static let script = RedisScript(
        "await", flags: Lua.allowOutOfMemory, pieces: [],
        body: InspectScript.reading + #"""
            local key = tkey('wait', ARGV[3])
            local seen = inspect(ARGV[3], ARGV[4], ARGV[5], '0')
            if seen[1] == 'ready' or seen[1] == 'due' or seen[1] == 'running' then
                call('ZADD', key, 'GT', num(now + tonumber(ARGV[7])), ARGV[4])
                local past = call('ZRANGEBYSCORE', key, '-inf', num(now), 'LIMIT', 0, 16)
                if #past > 0 then call('ZREM', key, unpack(past)) end
            end
            return seen
            """#)
}
