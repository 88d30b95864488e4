import BellhopRedis

/// Registers a worker, or prolongs its lease.
///
///     KEYS[1]  the shard's workers
///     ARGV     1 namespace, 2 infix, 3 worker, 4 lease in ms, 5 `join` or `beat`, 6 what the worker says of itself (JSON),
///              7 number of cancels that have been heeded, then their job ids
///     Returns  `ok` or `lost`, now in ms, the earliest lease end of all workers in ms, the operator's order (`quiet`,
///              `stop` or ""), number of cancels, then tenant and job id of each
///     Atomic   yes
///     Repeat   harmless
///     Cost     O(log workers + cancels)
///     Bound    as many cancels as the worker holds jobs
enum BeatScript {
    static let script = RedisScript(
        "beat", flags: Lua.allowOutOfMemory, pieces: [],
        body: #"""
            local worker, workers = ARGV[3], ckey('workers')
            if ARGV[5] == 'beat' and not call('ZSCORE', workers, worker) then return {'lost', num(now), '-1', '', 0} end
            call('ZADD', workers, num(now + tonumber(ARGV[4])), worker)
            call('HSET', ckey('worker', worker), 'info', ARGV[6], 'lease', ARGV[4])
            local cancels = ckey('cancels', worker)
            for i = 1, tonumber(ARGV[7]) do call('HDEL', cancels, ARGV[7 + i]) end
            local head = call('ZRANGE', workers, 0, 0, 'WITHSCORES')
            local order = call('HGET', ckey('worker', worker), 'order')
            local reply = {'ok', num(now), num(tonumber(head[2])), order or '', 0}
            local marks = call('HGETALL', cancels)
            for i = 1, #marks, 2 do
                reply[#reply + 1] = marks[i + 1]
                reply[#reply + 1] = marks[i]
            end
            reply[5] = #marks / 2
            return reply
            """#)
}
