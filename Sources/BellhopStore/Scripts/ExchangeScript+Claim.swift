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

        -- Reserves for a tenant what it says itself, or its kind.
        local function reserve(tenant, kind)
            local slots = bound(call('HGET', tkey('ten', tenant), 'min') or call('HGET', ckey('kind', kind), 'min'))
            local key = ckey('reserved')
            if not slots then call('ZREM', key, tenant)
            elseif call('ZSCORE', key, tenant) or call('ZCARD', key) < 256 then call('ZADD', key, slots, tenant) end
            someqlim = nil
        end

        -- Goes on with a change that concerns many tenants: those of a kind, or all of them (`*`).
        local function sweep(words)
            local whose, last, factor = string.match(words, '^(%S+) (%S+) (%S+)$')
            local index = whose == '*' and ckey('tenants') or ckey('kindtenants', whose)
            local page = call('ZRANGEBYLEX', index, last == '-' and '-' or '(' .. last, '+', 'LIMIT', 0, 32)
            local stays = false
            for _, tenant in ipairs(page) do
                local old, new = string.match(factor, '^(%d+)/(%d+)$')
                if old ~= new and not call('HGET', tkey('ten', tenant), 'weight') then rescale(tenant, old / new) end
                if whose ~= '*' then reserve(tenant, whose) end
                stays = reexamine(tenant, 1000)
                if stays then break end
                last = tenant
            end
            if stays or #page == 32 then call('ZADD', ckey('refill'), num(now), '~ ' .. whose .. ' ' .. last .. ' ' .. factor) end
        end

        -- Lets tenants and lanes go on whose rate allows it again.
        local function refill()
            for _, entry in ipairs(call('ZRANGEBYSCORE', ckey('refill'), '-inf', num(now), 'LIMIT', 0, 64)) do
                call('ZREM', ckey('refill'), entry)
                local tenant, limit = string.match(entry, '^(%S+) (.+)$')
                if tenant == '~' then
                    sweep(limit)
                    -- One page of it a call.
                    break
                elseif limit ~= 't' then unparklanes(tenant, limit, 1)
                elseif terms(tenant)[7] == '2' then
                    setcapped(tenant, false)
                    if terms(tenant)[1] == 'active' then unpark(tenant, 1) end
                end
            end
        end

        -- Takes jobs of a tenant and gives the queue's clock; `reserve` bounds them to what is reserved for it.
        local function pick(queue, ring, v, top, reserve)
            local tenant, start = top[1], tonumber(top[2])
            local record = terms(tenant)
            local runkey = tkey('run', tenant)
            local room = math.min(want - jobs, space, reserve or 4000)
            if record[1] ~= 'active' or record[7] == '3' then
                leave(tenant, queue)
                return v
            end
            if record[3] then
                room = math.min(room, tonumber(record[3]) - call('HLEN', runkey))
                if room <= 0 then
                    leave(tenant, queue)
                    setcapped(tenant, '1')
                    return v
                end
            end
            local tat
            if record[4] then
                tat = call('HGET', tkey('tat', tenant), 't')
                if gcra(record[4], tat, 1) <= 0 then
                    leave(tenant, queue)
                    setcapped(tenant, '2')
                    refillat(record[4], tat, 1, tenant .. ' t', queue)
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
            local limited, weight, fixed = record[5] or haslimits() or string.find(lane, ':.*:'), record[2], false
            if limited then
                local left, limit, own
                left, limit, own, fixed = roomof(tenant, lane)
                weight = own or weight
                if left <= 0 then
                    local head = call('ZRANGE', lanekey, 0, 0, 'WITHSCORES')
                    park(tenant, lane, limit, head[2] or 0)
                    if call('EXISTS', laneskey) == 0 then leave(tenant, queue) end
                    return v
                end
                room = math.min(room, left)
            end
            local interval
            if record[4] then
                local _, _, _, cost = limitsof(lane)
                local allowed
                allowed, tat, interval = gcra(record[4], tat, cost)
                room = math.min(room, allowed)
                if room <= 0 then
                    -- It holds enough for a cheaper job, and waits until it can pay for the one whose turn it is.
                    leave(tenant, queue)
                    setcapped(tenant, '2')
                    refillat(record[4], tat, cost, tenant .. ' t', queue)
                    return v
                end
            end
            local shown = fixed and num(fixed) or call('HGET', tkey('est', tenant), string.match(lane, ':([^:]*)'))
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
                    if record[8] then starting(tenant, held) end
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
                if taken > 0 then counted(tenant, lane, taken) end
                passon(tenant, lane)
            end
            local remains = head[2] or call('EXISTS', laneskey) == 1
            local base = math.max(v, start)
            -- What is reserved for a tenant is taken out of turn, and does not move the clock for the others.
            if not reserve then v = base end
            -- No pick is for nothing: with the shortest jobs and the highest weight the others would never come to their turn.
            local cost = taken > 0 and math.max(1, math.floor(taken * estimate * 100 / weight)) or 0
            local next = math.min(start + cost, base + math.floor(ceiling * 100 / weight))
            if remains then call('ZADD', ring, next, tenant)
            else
                call('ZREM', ring, tenant)
                if next > v then call('HSET', tkey('ten', tenant), 'tag:' .. queue, num(next)) end
            end
            return v
        end

        -- Picks first for tenants that hold less than is reserved for them.
        local function reserved(queue, ring, v)
            local owed = call('ZRANGE', ckey('reserved'), 0, 255, 'WITHSCORES')
            if #owed == 0 then return v end
            local names = {}
            for i = 1, #owed, 2 do names[#names + 1] = owed[i] end
            local starts = call('ZMSCORE', ring, unpack(names))
            for i, tenant in ipairs(names) do
                for _ = 1, starts[i] and 32 or 0 do
                    local left = tonumber(owed[2 * i]) - call('HLEN', tkey('run', tenant))
                    local start = left > 0 and call('ZSCORE', ring, tenant)
                    if not start or jobs >= want or space <= 0 then break end
                    local before = jobs
                    v = pick(queue, ring, v, {tenant, start}, left)
                    if jobs == before then break end
                end
            end
            return v
        end

        local function serve(queue)
            local ring = ckey('ring', queue)
            space, limitedqueue = 4000, false
            if haslimits() then
                local limits = call('HMGET', ckey('qlim'), 'paused:' .. queue, 'cap:' .. queue, 'use:' .. queue)
                if limits[1] then return end
                limitedqueue = limits[2]
                if limitedqueue then space = tonumber(limitedqueue) - tonumber(limits[3] or 0) end
                if space <= 0 then return end
            end
            local v, before = false, false
            passed = 0
            if haslimits() and jobs < want then
                before = clock(queue)
                v = reserved(queue, ring, before)
            end
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
