import BellhopRedis

/// Notes that a worker is about to start the suspect that it holds, so that its death is put down to that job.
///
///     KEYS[1]  the shard's workers
///     ARGV     1 namespace, 2 infix, 3 worker, 4 tenant, 5 job id
///     Returns  `ok`; or `lost` when the worker holds no claim on this suspect any more
///     Atomic   yes
///     Repeat   harmless
///     Cost     O(1)
///     Bound    one job
enum StartScript {
    static let script = RedisScript(
        "start", flags: Lua.allowOutOfMemory, pieces: [],
        body: #"""
            local key = ckey('worker', ARGV[3])
            if call('HGET', key, 'suspect') ~= ARGV[4] .. ' ' .. ARGV[5] then return 'lost' end
            call('HSET', key, 'started', num(now))
            return 'ok'
            """#)
}
