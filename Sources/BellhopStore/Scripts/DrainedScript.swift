import BellhopRedis

/// Tells whether all work that may run has been done.
///
///     KEYS[1]  the shard's workers
///     ARGV     1 namespace, 2 infix, 3 number of queues (0: all), then the queues
///     Returns  "1" when no tenant of these queues has ready work that may run and no worker, live or dead, holds a
///              claim, else "0"; number of tenants with work that is due later; the next such instant in ms or -1
///     Atomic   yes
///     Repeat   reads only
///     Cost     O(workers + queues)
///     Bound    1 024 workers, 1 024 queues
enum DrainedScript {
    static let script = RedisScript(
        "drained", flags: Lua.readOnly, pieces: [],
        body: #"""
            local drained, queues = '1', {}
            for i = 1, tonumber(ARGV[3]) do queues[i] = ARGV[3 + i] end
            if #queues == 0 then queues = call('ZRANGE', ckey('allqueues'), 0, 1023) end
            for _, queue in ipairs(queues) do
                if call('EXISTS', ckey('ring', queue)) == 1 and call('HEXISTS', ckey('qlim'), 'paused:' .. queue) == 0 then
                    drained = '0'
                end
            end
            for _, worker in ipairs(call('ZRANGE', ckey('workers'), 0, 1023)) do
                if call('EXISTS', ckey('held', worker)) == 1 then drained = '0' end
            end
            local head = call('ZRANGE', ckey('duetenants'), 0, 0, 'WITHSCORES')
            return {drained, call('ZCARD', ckey('duetenants')), head[2] and num(tonumber(head[2])) or '-1'}
            """#)
}
