extension ExchangeScript {
    /// Reads the arguments that both halves share, and defines `settle(at)`, which settles the group that begins at an
    /// argument and gives the place of the next one.
    ///
    /// A settlement whose claim is not the worker's latest is refused and changes nothing.
    static let settle = #"""
        local worker, number, want, wasidle = ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5]), ARGV[6] == '1'
        local quantum, most, ceiling = tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[9])
        local keep = ARGV[11]
        local heldkey, workerkey, cancelskey = ckey('held', worker), ckey('worker', worker), ckey('cancels', worker)
        local refused = {}
        local hasmarks, suspect

        local function learn(tenant, lane, average, weightofold)
            local name = string.match(lane, ':([^:]*)')
            local key = tkey('est', tenant)
            local old = tonumber(call('HGET', key, name))
            if not old then
                if call('HLEN', key) >= 32 then
                    local fields = call('HRANDFIELD', key, 1)
                    call('HDEL', key, fields[1])
                end
            else average = old + (average - old) * weightofold end
            call('HSET', key, name, num(math.max(1, math.floor(average))))
        end

        -- Adds worker time to the minute that it ends in, and minutes that are long past to the total.
        local minute, spent = math.floor(now / 60000), 0
        local function clocked(key, time)
            if call('HINCRBY', key, 'us:' .. minute, num(time)) > time then return end
            for _, field in ipairs(call('HKEYS', key)) do
                local past = string.match(field, '^us:(%d+)$')
                if past and tonumber(past) <= minute - 16 then
                    call('HINCRBY', key, 'us', call('HGET', key, field))
                    call('HDEL', key, field)
                end
            end
        end
        local function spend(tenant, time)
            spent = spent + time
            clocked(tkey('stat', tenant), time)
        end

        -- Ends jobs that were cancelled while they ran and whose worker had not heard of it; gives how many are left.
        local function heed(kind, tenant, lane, ids, items, n)
            if hasmarks == nil then hasmarks = call('EXISTS', cancelskey) == 1 end
            if not hasmarks then return n end
            local marks, left = call('HMGET', cancelskey, unpack(ids)), 0
            for i = 1, n do
                if marks[i] then
                    local record = call('HGET', tkey('job', tenant), ids[i])
                    local attempts = record and counts(record) or 0
                    if kind == 'R' then attempts = tonumber(ARGV[items[i] + 2]) end
                    cancelled(tenant, lane, ids[i], attempts, keep)
                    call('HDEL', cancelskey, ids[i])
                else
                    left = left + 1
                    ids[left], items[left] = ids[i], items[i]
                end
            end
            for i = left + 1, n do ids[i], items[i] = nil, nil end
            return left
        end

        -- Holds jobs whose name their worker does not know until one that does registers, or quarantines them.
        local function await(tenant, lane, ids, items, count)
            local name, known = string.match(lane, ':([^:]*)'), false
            for _, other in ipairs(call('ZRANGE', ckey('workers'), 0, 255)) do
                local info = other ~= worker and call('HGET', ckey('worker', other), 'info')
                local read, value = pcall(cjson.decode, info or '')
                for _, has in ipairs(read and type(value) == 'table' and value.names or {}) do
                    if has == name then known = true end
                end
            end
            for i = 1, count do
                local delay, error = tonumber(ARGV[items[i] + 1]), ARGV[items[i] + 2]
                local since = tonumber(call('HGET', tkey('unk', tenant), ids[i]) or now)
                if now - since >= delay and not known then
                    complain(tenant, ids[i], error)
                    call('HDEL', tkey('unk', tenant), ids[i])
                    call('ZADD', tkey('quar', tenant), num(now), ids[i])
                    call('HINCRBY', tkey('stat', tenant), 'quarantined', 1)
                    weigh(tenant, -sizes(tenant, {ids[i]}))
                    giveup(tenant, {ids[i]})
                    announce(tenant, {ids[i]})
                else
                    call('HSET', tkey('unk', tenant), ids[i], num(since))
                    call('ZADD', tkey('due', tenant), num(now + (known and math.min(delay, 1000) or delay)), ids[i])
                end
            end
            call('ZADD', ckey('unknown'), 0, name .. ' ' .. tenant)
            rearm(tenant)
        end

        local function settle(at)
            local kind, tenant, lane = ARGV[at], ARGV[at + 1], ARGV[at + 2]
            local estimate, measured, charged = tonumber(ARGV[at + 4]), tonumber(ARGV[at + 5]), tonumber(ARGV[at + 6])
            local n = tonumber(ARGV[at + 7])
            local claim = claimof(worker, ARGV[at + 3], ARGV[at + 4], lane)
            at = at + 8
            local width = ({F = 1, R = 4, Z = 2, D = 3, Q = 2, L = 1, U = 3})[kind]
            local first = kind == 'F' and at + 6 or at
            local ids, items = {}, {}
            for i = 1, n do
                local item = first + (i - 1) * width
                ids[i] = kind == 'F' and string.sub(ARGV[item], 1, 16) or ARGV[item]
                items[i] = item
            end
            local runkey, jobkey = tkey('run', tenant), tkey('job', tenant)
            local claims = call('HMGET', runkey, unpack(ids))
            local count = 0
            for i = 1, n do
                if claims[i] == claim then
                    count = count + 1
                    ids[count], items[count] = ids[i], items[i]
                else refused[#refused + 1] = ids[i] end
            end
            for i = count + 1, n do ids[i], items[i] = nil, nil end
            local finish = first + n * width
            if issuspect(lane) then suspect = false end
            if count == 0 then return finish end
            if count < n then
                measured, charged = math.floor(measured * count / n), math.floor(charged * count / n)
            end
            call('HDEL', runkey, unpack(ids))
            if call('HINCRBY', heldkey, tenant, -count) <= 0 then call('HDEL', heldkey, tenant) end
            local queue = queueof(lane)
            local record = terms(tenant)

            local ended = count
            if kind == 'R' or kind == 'Z' or kind == 'L' or kind == 'U' then
                count = heed(kind, tenant, lane, ids, items, count)
                if count > 0 and record[8] then waiting(tenant, ids) end
            end
            if count == 0 then
                -- All of them had been cancelled meanwhile.
            elseif kind == 'F' then
                local stamp = struct.pack('>I8I8', now + tonumber(ARGV[at + 2]), now)
                local common = stamp .. ARGV[at + 1]
                local fields = {}
                for i = 1, count do
                    fields[2 * i - 1] = ids[i]
                    fields[2 * i] = common .. string.sub(ARGV[items[i]], 17)
                end
                -- The worker knows the bytes of what it settles, unless some were refused or lie apart.
                weigh(tenant, -((count < n or ARGV[at + 3] == '1') and sizes(tenant, ids) or tonumber(ARGV[at + 5])))
                call('HDEL', jobkey, unpack(ids))
                if ARGV[at + 3] == '1' then call('HDEL', tkey('payload', tenant), unpack(ids)) end
                local out = tkey('out', tenant, ARGV[at])
                call('HSET', out, unpack(fields))
                prolong(tenant, ARGV[at], ARGV[at + 2])
                if ARGV[at + 4] ~= '' then
                    call('HINCRBY', tkey('stat', tenant), ARGV[at + 4], count)
                end
                if call('EXISTS', tkey('err', tenant), tkey('prog', tenant), tkey('unk', tenant), tkey('wait', tenant), tkey('uof', tenant)) > 0 then
                    giveup(tenant, ids)
                    for _, class in ipairs({'err', 'prog', 'unk'}) do call('HDEL', tkey(class, tenant), unpack(ids)) end
                    announce(tenant, ids)
                end
            elseif kind == 'U' then
                await(tenant, lane, ids, items, count)
            elseif kind == 'L' then
                unshift(tenant, record[1], lane, ids)
            elseif kind == 'R' or kind == 'Z' then
                local records = call('HMGET', jobkey, unpack(ids))
                local before = call('ZRANGE', ckey('duetenants'), 0, 0, 'WITHSCORES')
                for i = 1, count do
                    local item = items[i]
                    if records[i] then
                        if kind == 'R' then
                            local _, crashes = counts(records[i])
                            call('HSET', jobkey, ids[i], marked(records[i], tonumber(ARGV[item + 2]), crashes))
                            complain(tenant, ids[i], ARGV[item + 3])
                        end
                        call('ZADD', tkey('due', tenant), num(now + tonumber(ARGV[item + 1])), ids[i])
                    end
                end
                rearm(tenant)
                local after = call('ZRANGE', ckey('duetenants'), 0, 0, 'WITHSCORES')
                if #after > 0 and (#before == 0 or tonumber(after[2]) < tonumber(before[2])) then wake(queue, 1) end
                if kind == 'R' then call('HINCRBY', tkey('stat', tenant), 'retried', count) end
            else
                local records = call('HMGET', jobkey, unpack(ids))
                for i = 1, count do
                    local item = items[i]
                    if kind == 'D' and records[i] then
                        local _, crashes = counts(records[i])
                        call('HSET', jobkey, ids[i], marked(records[i], tonumber(ARGV[item + 1]), crashes))
                    end
                    complain(tenant, ids[i], ARGV[item + width - 1])
                    call('ZADD', tkey(kind == 'D' and 'dead' or 'quar', tenant), num(now), ids[i])
                end
                call('HINCRBY', tkey('stat', tenant), kind == 'D' and 'dead' or 'quarantined', count)
                weigh(tenant, -sizes(tenant, ids))
                giveup(tenant, ids)
                announce(tenant, ids)
            end

            local weight = weightof(tenant, queue)
            if kind == 'L' then
                charge(tenant, queue, -math.floor((ended * estimate + charged) * 100 / weight), 0)
            elseif kind ~= 'Q' then
                spend(tenant, measured)
                -- A fixed cost is charged whatever the run took.
                local fixed = record[5] and bound(limit(tenant, 'f:' .. string.match(lane, ':([^:]*)'))[1])
                if not fixed then
                    local correction = math.floor((measured - estimate * ended - charged) * 100 / weight)
                    -- Rounding must leave something of each charge, or the shortest jobs of the heaviest tenant are for nothing.
                    if correction < 0 then correction = math.min(0, correction + 2) end
                    charge(tenant, queue, correction, math.floor(ceiling * 100 / weight))
                    local average = measured / ended
                    -- Below the grain at which a pick is full anyway, a better estimate changes nothing.
                    local grain = quantum / most
                    if kind ~= 'Z' and kind ~= 'U' and (average > grain or estimate > grain) and math.abs(average - estimate) * 8 > estimate then
                        learn(tenant, lane, average, math.min(1, ended / 4))
                    end
                end
            end
            given(tenant, lane, ended)
            givenqueue(queue, ended)
            if record[7] == '1' then
                setcapped(tenant, false)
                if record[1] == 'active' then unpark(tenant, 1) end
            end
            return finish
        end

        """#
}
