import BellhopRedis

/// Pauses or caps a queue, or pauses a job name, over all tenants of the shard; it holds from the next pick on.
///
///     KEYS[1]  the shard's limits of queues
///     ARGV     1 namespace, 2 infix, 3 queue or job name, 4 `pause`, `resume`, `cap`, `pause-name` or `resume-name`, 5 cap, or
///              "" for none
///     Returns  `ok`
///     Atomic   yes
///     Repeat   harmless
///     Cost     O(claims) for a cap, which counts the claims that are held
///     Bound    1 024 workers, 1 000 tenants of each, 64 pages of 1 000 claims a tenant; for a name the workers look at 32
///              tenants a claim call
enum QueueScript {
    static let script = RedisScript(
        "queue", flags: Lua.refuseOutOfMemory, pieces: [Lua.wake, Lua.lanes],
        body: #"""
            local what, verb, key = ARGV[3], ARGV[4], ckey('qlim')
            if verb == 'pause' then call('HSET', key, 'paused:' .. what, 1)
            elseif verb == 'resume' then
                call('HDEL', key, 'paused:' .. what)
                wake(what, 4000)
            elseif verb == 'pause-name' then call('HSET', key, 'pn:' .. what, 1)
            elseif verb == 'resume-name' then
                if call('HDEL', key, 'pn:' .. what) == 1 then
                    call('ZADD', ckey('refill'), num(now), '~ * - 1/1')
                    wake('', 1)
                end
            elseif ARGV[5] == '' then
                call('HDEL', key, 'cap:' .. what, 'use:' .. what)
                wake(what, 4000)
            else
                local held, tenants = 0, {}
                for _, worker in ipairs(call('ZRANGE', ckey('workers'), 0, 1023)) do
                    for _, tenant in ipairs(call('HKEYS', ckey('held', worker))) do tenants[tenant] = true end
                end
                for tenant in pairs(tenants) do
                    local cursor, rounds, seen = '0', 0, {}
                    repeat
                        local scan = call('HSCAN', tkey('run', tenant), cursor, 'COUNT', 1000)
                        cursor, rounds = scan[1], rounds + 1
                        for i = 1, #scan[2], 2 do
                            local lane = string.match(scan[2][i + 1], '^%S+ %d+ %d+ (%S+)')
                            if lane and not seen[scan[2][i]] and queueof(lane) == what then held = held + 1 end
                            seen[scan[2][i]] = true
                        end
                    until cursor == '0' or rounds >= 64
                end
                call('HSET', key, 'cap:' .. what, ARGV[5], 'use:' .. what, held)
                wake(what, 4000)
            end
            return 'ok'
            """#)
}
