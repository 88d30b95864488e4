import BellhopRedis

/// Returns the jobs of a worker whose lease has ended to the heads of their lanes, with no attempt used.
///
///     KEYS[1]  the shard's workers
///     ARGV     1 namespace, 2 infix, 3 longest lease in ms, 4 most tenants a call
///     Returns  worker or "", number of jobs returned, "1" if there is more to reap, the earliest lease end of those
///              that are left in ms or -1
///     Atomic   yes
///     Repeat   harmless: what was returned is no longer held
///     Cost     O(claims of the tenants that the worker holds jobs of)
///     Bound    one worker and ARGV[4] tenants a call, 64 pages of 1 000 claims a tenant, 1 024 queues
///
/// A lease end further away than the worker's own lease is long is brought back to it, so that a server clock which
/// jumped back does not keep a dead worker alive.
enum ReapScript {
    static let script = RedisScript(
        "reap", flags: Lua.allowOutOfMemory, pieces: [Lua.wake, Lua.ring, Lua.lanes, Lua.marks],
        body: #"""
            local workers, most = ckey('workers'), tonumber(ARGV[4])
            local furthest = num(now + tonumber(ARGV[3]))
            for _, late in ipairs(call('ZRANGEBYSCORE', workers, '(' .. furthest, '+inf', 'LIMIT', 0, 64)) do
                local own = tonumber(call('HGET', ckey('worker', late), 'lease') or ARGV[3])
                call('ZADD', workers, 'LT', now + own, late)
            end
            local worker = call('ZRANGEBYSCORE', workers, '-inf', num(now), 'LIMIT', 0, 1)[1]
            local returned, more = 0, '0'
            if worker then
                local heldkey = ckey('held', worker)
                local unconfirmed = call('HMGET', ckey('worker', worker), 'fence0', 'fence1')
                -- Not by scanning: the fields that went would leave pages that are empty for ever.
                local page = call('HRANDFIELD', heldkey, most)
                local prefix = worker .. ' '
                for _, tenant in ipairs(page) do
                    local runkey, jobkey = tkey('run', tenant), tkey('job', tenant)
                    local record = call('HMGET', tkey('ten', tenant), 'state', 'weight', 'capped')
                    local cursor, lanes, order, rounds, found = '0', {}, {}, 0, 0
                    repeat
                        local scan = call('HSCAN', runkey, cursor, 'COUNT', 1000)
                        cursor, rounds = scan[1], rounds + 1
                        for j = 1, #scan[2], 2 do
                            local claim = scan[2][j + 1]
                            if string.sub(claim, 1, #prefix) == prefix then
                                local claimfence, lane = string.match(claim, '^%S+ (%d+) %d+ (%S+)')
                                if not lanes[lane] then
                                    lanes[lane] = {}
                                    order[#order + 1] = lane
                                end
                                table.insert(lanes[lane], claimfence .. scan[2][j])
                                if claimfence ~= unconfirmed[1] and claimfence ~= unconfirmed[2] then
                                    local job = call('HGET', jobkey, scan[2][j])
                                    if job then
                                        local attempts, crashes = counts(job)
                                        call('HSET', jobkey, scan[2][j], marked(job, attempts, crashes + 1))
                                    end
                                end
                            end
                        end
                    until cursor == '0' or rounds >= 64
                    for _, lane in ipairs(order) do
                        -- In the order of their claims; a scan may give an id twice.
                        table.sort(lanes[lane])
                        local ids = {}
                        for _, entry in ipairs(lanes[lane]) do
                            local id = string.sub(entry, -16)
                            if id ~= ids[#ids] then ids[#ids + 1] = id end
                        end
                        for from = 1, #ids, 1000 do
                            local some = {}
                            for j = from, math.min(from + 999, #ids) do some[#some + 1] = ids[j] end
                            call('HDEL', runkey, unpack(some))
                            unshift(tenant, record[1], lane, some)
                        end
                        found = found + #ids
                    end
                    if cursor == '0' then call('HDEL', heldkey, tenant) end
                    call('HINCRBY', tkey('stat', tenant), 'reaped', found)
                    returned = returned + found
                    if record[3] then
                        call('HDEL', tkey('ten', tenant), 'capped')
                        if record[1] == 'active' then unpark(tenant, found) end
                    end
                end
                if call('EXISTS', heldkey) == 0 then
                    call('ZREM', workers, worker)
                    call('ZREM', ckey('idle'), worker)
                    for _, queue in ipairs(call('ZRANGE', ckey('allqueues'), 0, 1023)) do
                        call('ZREM', ckey('idle', queue), worker)
                    end
                    call('DEL', ckey('worker', worker), ckey('cancels', worker))
                else more = '1' end
            end
            local head = call('ZRANGE', workers, 0, 0, 'WITHSCORES')
            local nextend = head[2] and num(tonumber(head[2])) or '-1'
            if more == '0' and head[2] and tonumber(head[2]) <= now then more = '1' end
            return {worker or '', returned, more, nextend}
            """#)
}
