extension Lua {
    /// Defines what is set for tenants: `terms(tenant)`, which gives state, weight, cap, rate, "1" with limits of lanes,
    /// kind, why the tenant is out of the rings, and "1" with keys that are given up at the start;
    /// `limit(tenant, fields…)`, `weightof(tenant, queue)`, `rescale(tenant, factor)` and `setcapped(tenant, why)`.
    ///
    /// What a tenant does not say for itself its kind says; `-` stands for "no bound" where a kind has one. `capped` says
    /// why a tenant is out of the rings: `1` for its cap, `2` for its rate, `3` because it is paused.
    static let terms = #"""
        local termsof, kindsof = {}, {}
        local function terms(tenant)
            local t = termsof[tenant]
            if t then return t end
            t = call('HMGET', tkey('ten', tenant), 'state', 'weight', 'cap', 'rate', 'limits', 'kind', 'capped', 'eager')
            local kind = t[6]
            if kind then
                local k = kindsof[kind] or call('HMGET', ckey('kind', kind), 'weight', 'cap', 'rate', 'limits')
                kindsof[kind] = k
                for i = 1, 4 do t[i + 1] = t[i + 1] or k[i] end
            end
            for i = 2, 4 do if t[i] == '-' then t[i] = false end end
            t[2] = tonumber(t[2] or 100)
            termsof[tenant] = t
            return t
        end
        local function limit(tenant, ...)
            local own = call('HMGET', tkey('lim', tenant), ...)
            local kind = terms(tenant)[6]
            if kind then
                local of = call('HMGET', ckey('kind', kind), ...)
                for i = 1, #own do own[i] = own[i] or of[i] end
            end
            return own
        end
        local function bound(value) return value and value ~= '-' and tonumber(value) end
        local function weightof(tenant, queue)
            local t = terms(tenant)
            return t[5] and bound(limit(tenant, 'w:' .. queue)[1]) or t[2]
        end
        -- Makes the lead over the clock as long as the new weight wants it; queues with a weight of their own stay.
        local function rescale(tenant, factor)
            for _, queue in ipairs(call('ZRANGE', tkey('queues', tenant), 0, 1023)) do
                if not (terms(tenant)[5] and bound(limit(tenant, 'w:' .. queue)[1])) then stretch(tenant, queue, factor) end
            end
        end
        local function setcapped(tenant, why)
            if why then call('HSET', tkey('ten', tenant), 'capped', why) else call('HDEL', tkey('ten', tenant), 'capped') end
            if termsof[tenant] then termsof[tenant][7] = why end
        end
        local function mayrun(tenant)
            local t = terms(tenant)
            return t[1] == 'active' and not t[7]
        end

        """#

    /// Defines, over `terms`, what holds lanes back: `limitsof(lane)`, `gcra(rate, stored, cost)`, `roomof(tenant, lane)`,
    /// `park(tenant, lane, limit, head)`, `unparklanes(tenant, limit, count)`, `passon(tenant, lane)`,
    /// `counted(tenant, lane, count)`, `given(tenant, lane, count)`, `givenqueue(queue, count)`, `recount(tenant)` and
    /// `reexamine(tenant, most)`.
    ///
    /// A limit is named by what it holds: `q:<queue>`, `n:<job name>`, `k:<job name>:<key>` for caps, `pq:`, `pn:` and
    /// `gn:` (over all tenants) for pauses, `r:<job name>` for rates. A lane that a limit holds back stands in the sorted set
    /// `park:<limit>` and not among the lanes that are looked at; it comes back when a claim under the limit ends, or at the
    /// refill instant. As long as a lane is parked under a limit, that limit has no room, or a lane under it is among those
    /// looked at: whoever leaves without taking its place passes it on.
    ///
    /// A lane reads `<queue>:<job name>[:[<key's digest>][%<cost>]]`, with a `!` behind it for suspects.
    static let limits = #"""
        local someqlim, refilled
        local function haslimits()
            if someqlim == nil then someqlim = call('EXISTS', ckey('qlim'), ckey('reserved')) > 0 end
            return someqlim
        end
        local function limitsof(lane)
            if issuspect(lane) then lane = string.gsub(string.sub(lane, 1, -2), ':$', '') end
            local queue, name, key, cost = string.match(lane, '^([^:]*):([^:]*):?([^%%]*)%%?(%d*)')
            return {'q:' .. queue, 'n:' .. name, key ~= '' and 'k:' .. name .. ':' .. key or false}, queue, name, tonumber(cost) or 1
        end
        local function ratewords(rate)
            local interval, burst = string.match(rate, '^(%d+) (%d+)$')
            return tonumber(interval), tonumber(burst)
        end
        -- The generic cell rate algorithm (ITU-T I.371): how many claims a rate allows now, and the instant it has reached.
        local function gcra(rate, tat, cost)
            local interval, burst = ratewords(rate)
            -- A stored instant further away than a whole burst is of a clock that has jumped back since.
            tat = math.min(math.max(tonumber(tat or 0), micros), micros + burst * interval)
            cost = math.min(cost, burst)
            return math.floor((micros + burst * interval - tat) / interval / cost), tat, interval * cost
        end
        local function refillat(rate, tat, cost, entry, queue)
            local interval, burst = ratewords(rate)
            local _, from = gcra(rate, tat, cost)
            local at = math.ceil((from - (burst - math.min(cost, burst)) * interval) / 1000)
            local head = call('ZRANGE', ckey('refill'), 0, 0, 'WITHSCORES')
            call('ZADD', ckey('refill'), num(at), entry)
            if #head == 0 or at < tonumber(head[2]) then refilled = queue end
        end
        local function roomof(tenant, lane)
            local ids, queue, name, cost = limitsof(lane)
            local room, held, set = 4000, false, {}
            if terms(tenant)[5] then
                set = limit(tenant, ids[1], ids[2], 'k:' .. name, 'pq:' .. queue, 'pn:' .. name, 'r:' .. name, 'w:' .. queue,
                    'f:' .. name)
                if set[4] then return 0, 'pq:' .. queue end
                if set[5] then return 0, 'pn:' .. name end
            end
            if haslimits() and call('HEXISTS', ckey('qlim'), 'pn:' .. name) == 1 then return 0, 'gn:' .. name end
            local caps = {bound(set[1]), bound(set[2]), ids[3] and (set[3] or '1')}
            caps[3] = bound(caps[3])
            if caps[1] or caps[2] or caps[3] then
                local used = call('HMGET', tkey('use', tenant), ids[1], ids[2], ids[3] or '-')
                for i = 1, 3 do
                    if caps[i] then
                        local left = caps[i] - tonumber(used[i] or 0)
                        if left < room then room, held = left, ids[i] end
                    end
                end
            end
            local rate = set[6] and set[6] ~= '-' and set[6]
            if room > 0 and rate then
                local tat = call('HGET', tkey('tat', tenant), 'r:' .. name)
                local left = gcra(rate, tat, cost)
                if left < room then room, held = left, 'r:' .. name end
                if left <= 0 then refillat(rate, tat, cost, tenant .. ' r:' .. name, queue) end
            end
            return room, held, bound(set[7]), bound(set[8])
        end
        local function unpark1(tenant, lane, limit)
            call('HDEL', tkey('parked', tenant), lane)
            call('ZREM', tkey('park', tenant, limit), lane)
            local head = call('ZRANGE', tkey('lane', tenant, lane), 0, 0, 'WITHSCORES')
            if not head[2] then return false end
            local queue = queueof(lane)
            call('ZADD', tkey('lanes', tenant, queue), head[2], lane)
            if mayrun(tenant) then
                enter(tenant, queue)
                wake(queue, 1)
            end
            return true
        end
        local function unparklanes(tenant, limit, count)
            local shown = 0
            for _ = 1, 16 do
                if shown >= count then return end
                local lanes = call('ZRANGE', tkey('park', tenant, limit), 0, math.min(count - shown, 1000) - 1)
                if #lanes == 0 then return end
                for _, lane in ipairs(lanes) do if unpark1(tenant, lane, limit) then shown = shown + 1 end end
            end
        end
        local function passon(tenant, lane)
            if call('EXISTS', tkey('parked', tenant)) == 0 then return end
            local ids, _, name = limitsof(lane)
            for _, limit in ipairs({ids[1], ids[2], 'r:' .. name, ids[3] or nil}) do
                local next = call('ZRANGE', tkey('park', tenant, limit), 0, 0)[1]
                if next and roomof(tenant, next) > 0 then unpark1(tenant, next, limit) end
            end
        end
        local function park(tenant, lane, limit, head)
            call('ZREM', tkey('lanes', tenant, queueof(lane)), lane)
            call('HSET', tkey('parked', tenant), lane, limit)
            call('ZADD', tkey('park', tenant, limit), head, lane)
            passon(tenant, lane)
        end
        local function bump(tenant, field, by)
            if call('HINCRBY', tkey('use', tenant), field, by) <= 0 then call('HDEL', tkey('use', tenant), field) end
        end
        local function count(tenant, lane, by)
            local ids, queue, name, cost = limitsof(lane)
            if ids[3] then bump(tenant, ids[3], by) end
            local set = terms(tenant)[5] and limit(tenant, ids[1], ids[2], 'r:' .. name) or {}
            for i = 1, 2 do if bound(set[i]) then bump(tenant, ids[i], by) end end
            return ids, name, cost, set[3] ~= '-' and set[3]
        end
        local function counted(tenant, lane, by)
            local _, name, cost, rate = count(tenant, lane, by)
            if rate then
                local _, tat, interval = gcra(rate, call('HGET', tkey('tat', tenant), 'r:' .. name), cost)
                call('HSET', tkey('tat', tenant), 'r:' .. name, num(tat + by * interval))
            end
        end
        local function given(tenant, lane, by)
            if not terms(tenant)[5] and not string.find(lane, ':.*:') then return end
            local ids = count(tenant, lane, -by)
            for i = 1, 3 do if ids[i] then unparklanes(tenant, ids[i], by) end end
        end
        local function givenqueue(queue, by)
            if not haslimits() or call('HEXISTS', ckey('qlim'), 'cap:' .. queue) == 0 then return end
            call('HINCRBY', ckey('qlim'), 'use:' .. queue, -by)
            wake(queue, by)
        end
        local function recount(tenant)
            local cursor, rounds, seen, uses = '0', 0, {}, {}
            repeat
                local scan = call('HSCAN', tkey('run', tenant), cursor, 'COUNT', 1000)
                cursor, rounds = scan[1], rounds + 1
                for i = 1, #scan[2], 2 do
                    local lane = string.match(scan[2][i + 1], '^%S+ %d+ %d+ (%S+)')
                    if lane and not seen[scan[2][i]] then
                        seen[scan[2][i]] = true
                        local ids = limitsof(lane)
                        for j = 1, 3 do if ids[j] then uses[ids[j]] = (uses[ids[j]] or 0) + 1 end end
                    end
                end
            until cursor == '0' or rounds >= 64
            call('DEL', tkey('use', tenant))
            for id, held in pairs(uses) do
                if string.sub(id, 1, 2) == 'k:' or bound(limit(tenant, id)[1]) then call('HSET', tkey('use', tenant), id, held) end
            end
        end
        -- Shows a tenant and what of it is parked to the picks again, which park anew what has no room; says "1" when
        -- more lanes are parked than it may look at.
        local function reexamine(tenant, most)
            recount(tenant)
            local t, cursor, rounds, looked = terms(tenant), '0', 0, 0
            repeat
                local scan = call('HSCAN', tkey('parked', tenant), cursor, 'COUNT', 500)
                cursor, rounds = scan[1], rounds + 1
                for i = 1, #scan[2], 2 do
                    unpark1(tenant, scan[2][i], scan[2][i + 1])
                    looked = looked + 1
                end
            until cursor == '0' or looked >= most or rounds >= 64
            if t[7] and t[7] ~= '3' then setcapped(tenant, false) end
            if mayrun(tenant) then unpark(tenant, 4000) end
            return cursor ~= '0'
        end

        """#
}
