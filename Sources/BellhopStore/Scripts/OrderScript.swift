import BellhopRedis

/// Gives a worker an order, and tells it at once.
///
///     KEYS[1]  the shard's workers
///     ARGV     1 namespace, 2 infix, 3 worker, 4 `quiet` or `stop`
///     Returns  `ok`; or `unknown` when no such worker is on the register
///     Atomic   yes
///     Repeat   harmless
///     Cost     O(1)
///     Bound    one worker
///
/// A worker that has been told to stop is not told to be quiet any more. The beat's reply repeats the order, in case the
/// message was lost.
enum OrderScript {
    static let script = RedisScript(
        "order", flags: Lua.allowOutOfMemory, pieces: [],
        body: #"""
            local worker, order = ARGV[3], ARGV[4]
            if not call('ZSCORE', ckey('workers'), worker) then return 'unknown' end
            if call('HGET', ckey('worker', worker), 'order') ~= 'stop' then
                call('HSET', ckey('worker', worker), 'order', order)
            end
            call('PUBLISH', ckey('wake', worker), '!order')
            return 'ok'
            """#)
}
