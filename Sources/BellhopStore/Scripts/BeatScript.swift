import BellhopRedis

/// Registers a worker, or prolongs its lease.
///
///     KEYS[1]  the shard's workers
///     ARGV     1 namespace, 2 infix, 3 worker, 4 lease in ms, 5 `join` or `beat`, 6 what the worker says of itself (JSON),
///              7 number of cancels that have been heeded, then their job ids; then
///              the ceiling of a tenant's lead in µs, the number of charges, and for each tenant, queue and the µs that its runs
///              have taken beyond what they were charged for
///     Returns  `ok` or `lost`, now in ms, the earliest lease end of all workers in ms, the operator's order (`quiet`,
///              `stop` or ""), since how many ms beats have come in without a long gap, number of cancels, then tenant and
///              job id of each
///     Atomic   yes
///     Repeat   harmless
///     Cost     O(log workers + cancels); with other words of itself than before also O(log jobs) for each job that has
///              waited for one of its names
///     Bound    as many cancels as the worker holds jobs; 1 000 jobs, 64 tenants of each name; 1 000 workers when the
///              server's clock has jumped back
enum BeatScript {
    static let script = RedisScript(
        "beat", flags: Lua.allowOutOfMemory, pieces: [Lua.wake, Lua.ring, Lua.lanes, Lua.terms],
        body: #"""
            local worker, workers = ARGV[3], ckey('workers')
            -- Lets jobs go that have waited for a worker which knows their name.
            local function welcome()
                local read, info = pcall(cjson.decode, ARGV[6])
                local left = 1000
                for _, name in ipairs(read and type(info) == 'table' and info.names or {}) do
                    for _, entry in ipairs(call('ZRANGEBYLEX', ckey('unknown'), '[' .. name .. ' ', '(' .. name .. '!', 'LIMIT', 0, 64)) do
                        local tenant = string.sub(entry, #name + 2)
                        local held = call('HRANDFIELD', tkey('unk', tenant), left)
                        for _, id in ipairs(held) do
                            local record = call('HGET', tkey('job', tenant), id)
                            if record and string.match(routing(record), ':([^:!]*)') == name
                                and call('ZADD', tkey('due', tenant), 'XX', 'CH', num(now), id) == 1 then
                                call('ZADD', ckey('duetenants'), 'LT', num(now), tenant)
                                wake(queueof(routing(record)), 1)
                                left = left - 1
                            end
                        end
                        if left <= 0 then return end
                        call('ZREM', ckey('unknown'), entry)
                    end
                end
            end
            if ARGV[5] == 'beat' and not call('ZSCORE', workers, worker) then return {'lost', num(now), '-1', '', 0, 0} end
            call('ZADD', workers, num(now + tonumber(ARGV[4])), worker)
            if call('HGET', ckey('worker', worker), 'info') ~= ARGV[6] then welcome() end
            call('HSET', ckey('worker', worker), 'info', ARGV[6], 'lease', ARGV[4])
            -- A gap in everybody's beats is an outage: the leases that ended in it say nothing of who is dead. One beat may
            -- be missing, and after one of a worker with a longer lease the next may take longer.
            local lease = tonumber(ARGV[4])
            local beats = call('HMGET', ckey('clock'), 'beat', 'calm', 'lease')
            local last, since = tonumber(beats[1] or 0), tonumber(beats[2] or now)
            local gap = math.max(lease, tonumber(beats[3] or 0)) * 2 / 3
            if last > now or since > now or now - last > gap then since = now end
            call('HSET', ckey('clock'), 'beat', num(now), 'calm', num(since), 'lease', ARGV[4])
            -- The clock has jumped back: the ends that were given before lie ahead by the jump, and no beat of the dead
            -- would bring theirs back.
            if last > now then
                for _, late in ipairs(call('ZRANGEBYSCORE', workers, '(' .. num(now + lease), '+inf', 'LIMIT', 0, 1000)) do
                    local own = tonumber(call('HGET', ckey('worker', late), 'lease') or ARGV[4])
                    call('ZADD', workers, 'LT', num(now + own), late)
                end
            end
            local cancels = ckey('cancels', worker)
            for i = 1, tonumber(ARGV[7]) do call('HDEL', cancels, ARGV[7 + i]) end
            local at = 8 + tonumber(ARGV[7])
            local ceiling = tonumber(ARGV[at] or 0)
            for i = 1, tonumber(ARGV[at + 1] or 0) do
                local tenant, queue, time = ARGV[at + 3 * i - 1], ARGV[at + 3 * i], tonumber(ARGV[at + 3 * i + 1])
                local weight = weightof(tenant, queue)
                charge(tenant, queue, math.floor(time * 100 / weight), math.floor(ceiling * 100 / weight))
            end
            local head = call('ZRANGE', workers, 0, 0, 'WITHSCORES')
            local order = call('HGET', ckey('worker', worker), 'order')
            local reply = {'ok', num(now), num(tonumber(head[2])), order or '', num(now - since), 0}
            local marks = call('HGETALL', cancels)
            for i = 1, #marks, 2 do
                reply[#reply + 1] = marks[i + 1]
                reply[#reply + 1] = marks[i]
            end
            reply[6] = #marks / 2
            return reply
            """#)
}
