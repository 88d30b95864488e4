import BellhopRedis

/// Notes how far a run is, as long as its claim is the latest.
///
///     KEYS[1]  the tenant's record; all keys share its hash tag
///     ARGV     1 namespace, 2 infix, 3 tenant, 4 job id, 5 how the claim begins, 6 what to note
///     Returns  `ok`; or `lost` when the claim does not hold
///     Atomic   yes; refused as a whole when Redis has reached its memory limit
///     Repeat   harmless
///     Cost     O(1)
///     Bound    one job
enum ProgressScript {
    static let script = RedisScript(
        "progress", flags: Lua.refuseOutOfMemory, pieces: [],
        body: #"""
            local claim = call('HGET', tkey('run', ARGV[3]), ARGV[4])
            if not claim or string.sub(claim, 1, #ARGV[5]) ~= ARGV[5] then return 'lost' end
            call('HSET', tkey('prog', ARGV[3]), ARGV[4], ARGV[6])
            return 'ok'
            """#)
}
