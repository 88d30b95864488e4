import BellhopRedis

/// Returns the jobs of a worker whose lease has ended to the heads of their lanes, with no attempt used.
///
/// A job that was cancelled meanwhile ends. A crash is counted for the worker's suspect if that had been started, and
/// then for no other: its neighbours never pay. Else every job without a crash behind it gets one, and is a suspect from
/// then on. The third crash quarantines a job.
///
///     KEYS[1]  the shard's workers
///     ARGV     1 namespace, 2 infix, 3 longest lease in ms, 4 most tenants a call, 5 keep the outcomes
///              of cancelled jobs for ms, 6 crashes that quarantine a job
///     Returns  worker or "", number of jobs returned, of those quarantined, of those cancelled, "1" if there is more to
///              reap, the earliest lease end of those that are left in ms or -1
///     Atomic   yes
///     Repeat   harmless: what was returned is no longer held
///     Cost     O(claims of the tenants that the worker holds jobs of)
///     Bound    one worker and ARGV[4] tenants a call, 64 pages of 1 000 claims a tenant, 1 024 queues
///
/// A lease end further away than the worker's own lease is long is brought back to it, so that a server clock which
/// jumped back does not keep a dead worker alive.
enum ReapScript {
    static let script = RedisScript(
        "reap", flags: Lua.allowOutOfMemory, pieces: Lua.transitions,
        body: #"""
            local workers, most = ckey('workers'), tonumber(ARGV[4])
            local furthest = num(now + tonumber(ARGV[3]))
            for _, late in ipairs(call('ZRANGEBYSCORE', workers, '(' .. furthest, '+inf', 'LIMIT', 0, 64)) do
                local own = tonumber(call('HGET', ckey('worker', late), 'lease') or ARGV[3])
                call('ZADD', workers, 'LT', now + own, late)
            end
            local worker = call('ZRANGEBYSCORE', workers, '-inf', num(now), 'LIMIT', 0, 1)[1]
            local returned, quarantined, ended, more = 0, 0, 0, '0'
            if worker then
                local heldkey = ckey('held', worker)
                local cancelskey = ckey('cancels', worker)
                local hasmarks = call('EXISTS', cancelskey) == 1
                local blamed = call('HGET', ckey('worker', worker), 'started')

                -- Gives the lane that a job goes back to, or false when it has ended.
                local function verdict(tenant, id, lane)
                    local jobkey = tkey('job', tenant)
                    local record = call('HGET', jobkey, id)
                    if not record then return false end
                    local attempts, crashes = counts(record)
                    if hasmarks and call('HDEL', cancelskey, id) == 1 then
                        cancelled(tenant, lane, id, attempts, ARGV[5])
                        ended = ended + 1
                        return false
                    end
                    if issuspect(lane) ~= (blamed and true or false) then return lane end
                    crashes = crashes + 1
                    call('HSET', jobkey, id, marked(record, attempts, crashes))
                    if crashes < tonumber(ARGV[6]) then return issuspect(lane) and lane or suspected(lane) end
                    complain(tenant, id, fmt('{"attempt":%d,"message":"the worker died while it ran the job, for the %dth time, '
                        .. 'and at last with no other suspect beside it","type":"crashed","worker":"%s"}', attempts + 1,
                        crashes, worker))
                    call('ZADD', tkey('quar', tenant), num(now), id)
                    call('HINCRBY', tkey('stat', tenant), 'quarantined', 1)
                    weigh(tenant, -sizes(tenant, {id}))
                    giveup(tenant, {id})
                    announce(tenant, {id})
                    quarantined = quarantined + 1
                    return false
                end

                -- Not by scanning: the fields that went would leave pages that are empty for ever.
                local page = call('HRANDFIELD', heldkey, most)
                local prefix = worker .. ' '
                for _, tenant in ipairs(page) do
                    local runkey = tkey('run', tenant)
                    local record = terms(tenant)
                    local cursor, lanes, order, seen, gone, rounds, found, freed = '0', {}, {}, {}, {}, 0, 0, {}
                    repeat
                        local scan = call('HSCAN', runkey, cursor, 'COUNT', 1000)
                        cursor, rounds = scan[1], rounds + 1
                        for j = 1, #scan[2], 2 do
                            local id, claim = scan[2][j], scan[2][j + 1]
                            -- A scan may give an id twice.
                            if string.sub(claim, 1, #prefix) == prefix and not seen[id] then
                                seen[id] = true
                                found = found + 1
                                local claimfence, lane = string.match(claim, '^%S+ (%d+) %d+ (%S+)')
                                freed[lane] = (freed[lane] or 0) + 1
                                lane = verdict(tenant, id, lane)
                                if not lane then gone[#gone + 1] = id
                                else
                                    if not lanes[lane] then
                                        lanes[lane] = {}
                                        order[#order + 1] = lane
                                    end
                                    table.insert(lanes[lane], claimfence .. id)
                                end
                            end
                        end
                    until cursor == '0' or rounds >= 64
                    for from = 1, #gone, 1000 do call('HDEL', runkey, unpack(gone, from, math.min(from + 999, #gone))) end
                    for _, lane in ipairs(order) do table.sort(lanes[lane]) end
                    -- What was claimed first goes back last, and so comes to stand before the others.
                    table.sort(order, function(a, b) return lanes[a][1] > lanes[b][1] end)
                    for _, lane in ipairs(order) do
                        -- In the order of their claims: the last page goes to the head first.
                        for from = math.floor((#lanes[lane] - 1) / 1000) * 1000 + 1, 1, -1000 do
                            local some = {}
                            for j = from, math.min(from + 999, #lanes[lane]) do
                                some[#some + 1] = string.sub(lanes[lane][j], -16)
                            end
                            call('HDEL', runkey, unpack(some))
                            unshift(tenant, record[1], lane, some)
                            if record[8] then waiting(tenant, some) end
                        end
                    end
                    if cursor == '0' then call('HDEL', heldkey, tenant) end
                    call('HINCRBY', tkey('stat', tenant), 'reaped', found)
                    returned = returned + found
                    -- In a fixed order, as the model does it.
                    local freedlanes = {}
                    for lane in pairs(freed) do freedlanes[#freedlanes + 1] = lane end
                    table.sort(freedlanes)
                    for _, lane in ipairs(freedlanes) do
                        given(tenant, lane, freed[lane])
                        givenqueue(queueof(lane), freed[lane])
                    end
                    if record[7] == '1' then
                        setcapped(tenant, false)
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
            return {worker or '', returned, quarantined, ended, more, nextend}
            """#)
}
