extension ExchangeScript {
    /// Defines `serve(queue)`, which fills the reply with picks from a queue's ring, and `replay(packed, fence)`, which
    /// fills it with the picks of a call whose answer was lost.
    static let claim = #"""
        local picks, jobs, bytes, visits, more = {}, 0, 0, 0, '0'
        -- Counts the first tenants of the ring that have only suspects ready, when the worker holds one already.
        local passed = 0
        local fence = false
        -- What stands before the picks is filled in at the end.
        local reply = {'', '', '', '', '', 0}

        -- How many claims the queue that is served has room for, and whether it has a cap.
        local space, limitedqueue = 4000, false

        -- Lets tenants and lanes go on whose rate allows it again.
        local function refill()
            for _, entry in ipairs(call('ZRANGEBYSCORE', ckey('refill'), '-inf', num(now), 'LIMIT', 0, 64)) do
                call('ZREM', ckey('refill'), entry)
                local tenant, limit = string.match(entry, '^(%S+) (.+)$')
                if limit ~= 't' then unparklanes(tenant, limit, 1)
                elseif call('HGET', tkey('ten', tenant), 'capped') == '2' then
                    call('HDEL', tkey('ten', tenant), 'capped')
                    if call('HGET', tkey('ten', tenant), 'state') == 'active' then unpark(tenant, 1) end
                end
            end
        end

        local function pick(queue, ring, v, top)
            local tenant, start = top[1], tonumber(top[2])
            local record = call('HMGET', tkey('ten', tenant), 'state', 'weight', 'cap', 'limits', 'rate')
            local runkey = tkey('run', tenant)
            local room = math.min(want - jobs, space)
            if record[1] ~= 'active' then
                leave(tenant, queue)
                return v
            end
            if record[3] then
                room = math.min(room, tonumber(record[3]) - call('HLEN', runkey))
                if room <= 0 then
                    leave(tenant, queue)
                    call('HSET', tkey('ten', tenant), 'capped', 1)
                    return v
                end
            end
            local tat, interval
            if record[5] then
                local allowed
                local stored = call('HGET', tkey('tat', tenant), 't')
                allowed, tat, interval = gcra(record[5], stored)
                room = math.min(room, allowed)
                if room <= 0 then
                    leave(tenant, queue)
                    call('HSET', tkey('ten', tenant), 'capped', 2)
                    refillat(record[5], stored, tenant .. ' t', queue)
                    return v
                end
            end
            local laneskey = tkey('lanes', tenant, queue)
            local lane = false
            local first = call('ZRANGE', laneskey, 0, suspect and 7 or 0)
            for i = 1, #first do
                if not (suspect and issuspect(first[i])) then
                    lane = first[i]
                    break
                end
            end
            if not lane then
                if #first > 0 then passed = passed + 1 else leave(tenant, queue) end
                return v
            end
            local lanekey = tkey('lane', tenant, lane)
            local limited = record[4] or string.find(lane, ':.*:')
            if limited then
                local left, limit = roomof(tenant, lane)
                if left <= 0 then
                    local head = call('ZRANGE', lanekey, 0, 0, 'WITHSCORES')
                    park(tenant, lane, limit, head[2] or 0)
                    if call('EXISTS', laneskey) == 0 then leave(tenant, queue) end
                    return v
                end
                room = math.min(room, left)
            end
            local shown = call('HGET', tkey('est', tenant), string.match(lane, ':([^:]*)'))
            local estimate, k = tonumber(shown or quantum), 1
            if not shown then shown = num(quantum)
            elseif not issuspect(lane) then k = math.max(1, math.min(most, math.floor(quantum / estimate))) end
            local popped = call('ZPOPMIN', lanekey, math.min(k, room))
            local head = call('ZRANGE', lanekey, 0, 0, 'WITHSCORES')
            if head[2] then call('ZADD', laneskey, head[2], lane) else call('ZREM', laneskey, lane) end
            local ids, count = {}, 0
            for i = 1, #popped, 2 do
                count = count + 1
                ids[count] = popped[i]
            end
            local taken = 0
            if count > 0 then
                if not fence then
                    fence = num(math.max(micros, tonumber(call('HGET', ckey('clock'), 'fence') or 0) + 1))
                    call('HSET', ckey('clock'), 'fence', fence)
                end
                local records = call('HMGET', tkey('job', tenant), unpack(ids))
                local claim = claimof(worker, fence, shown, lane)
                local running, at = {}, #reply
                for i = 1, count do
                    if records[i] then
                        taken = taken + 1
                        running[2 * taken - 1], running[2 * taken] = ids[i], claim
                        reply[at + 3 + 2 * taken] = ids[i]
                        reply[at + 4 + 2 * taken] = records[i]
                        bytes = bytes + string.len(records[i])
                    end
                end
                if taken > 0 then
                    reply[at + 1], reply[at + 2], reply[at + 3], reply[at + 4] = tenant, lane, shown, taken
                    call('HSET', runkey, unpack(running))
                    call('HINCRBY', heldkey, tenant, taken)
                    local held = {}
                    for i = 1, taken do held[i] = running[2 * i - 1] end
                    picks[#picks + 1] = {tenant, lane, shown, table.concat(held)}
                    jobs = jobs + taken
                    if issuspect(lane) then suspect = tenant .. ' ' .. held[1] end
                end
            end
            if taken > 0 then
                space = space - taken
                if limitedqueue then call('HINCRBY', ckey('qlim'), 'use:' .. queue, taken) end
                if interval then call('HSET', tkey('tat', tenant), 't', num(tat + taken * interval)) end
            end
            if limited then
                if taken > 0 then counted(tenant, lane, taken, record[4]) end
                passon(tenant, lane)
            end
            local remains = head[2] or call('EXISTS', laneskey) == 1
            v = math.max(v, start)
            local weight = tonumber(record[2] or 100)
            local next = math.min(start + math.floor(taken * estimate * 100 / weight), v + math.floor(ceiling * 100 / weight))
            if remains then call('ZADD', ring, next, tenant)
            else
                call('ZREM', ring, tenant)
                if next > v then call('HSET', tkey('ten', tenant), 'tag:' .. queue, num(next)) end
            end
            return v
        end

        local function serve(queue)
            local ring = ckey('ring', queue)
            space, limitedqueue = 4000, false
            if haslimits == nil then haslimits = call('EXISTS', ckey('qlim')) == 1 end
            if haslimits then
                local limits = call('HMGET', ckey('qlim'), 'paused:' .. queue, 'cap:' .. queue, 'use:' .. queue)
                if limits[1] then return end
                limitedqueue = limits[2]
                if limitedqueue then space = tonumber(limitedqueue) - tonumber(limits[3] or 0) end
            end
            local v, before = false, false
            passed = 0
            while jobs < want and space > 0 and passed < 64 do
                if bytes >= 524288 or visits >= 4 * want + 64 then
                    more = '1'
                    break
                end
                local top = call('ZRANGE', ring, passed, passed, 'WITHSCORES')
                if #top == 0 then break end
                if not v then
                    before = clock(queue)
                    v = before
                end
                visits = visits + 1
                v = pick(queue, ring, v, top)
            end
            if v and v > before then
                clocks[queue] = v
                call('HSET', ckey('clock'), 'v:' .. queue, num(v))
            end
        end

        local function replay(packed, claimfence)
            fence = claimfence
            for _, p in ipairs(cmsgpack.unpack(packed)) do
                local ids = {}
                for i = 1, string.len(p[4]), 16 do ids[#ids + 1] = string.sub(p[4], i, i + 15) end
                local claims = call('HMGET', tkey('run', p[1]), unpack(ids))
                local records = call('HMGET', tkey('job', p[1]), unpack(ids))
                local claim = claimof(worker, fence, p[3], p[2])
                local at, taken = #reply, 0
                for i = 1, #ids do
                    if claims[i] == claim and records[i] then
                        taken = taken + 1
                        reply[at + 3 + 2 * taken] = ids[i]
                        reply[at + 4 + 2 * taken] = records[i]
                    end
                end
                if taken > 0 then
                    reply[at + 1], reply[at + 2], reply[at + 3], reply[at + 4] = p[1], p[2], p[3], taken
                    picks[#picks + 1] = p
                end
            end
        end

        """#
}
