import BellhopRedis

/// Tells why a job that waits does not run, and what stands before it.
///
///     KEYS[1]  the tenant's record; all keys share its hash tag
///     ARGV     1 namespace, 2 infix, 3 tenant, 4 job id, 5 quantum in µs, 6 most tenants to weigh
///     Returns  `gone`; or, by name and value: `lane`; `place` (the job's rank in its lane, -1 when it is in none), `ahead` (the
///              tenant's ready jobs of the queue before it), `work` (their worker time in µs), `due` (in ms), `follows` (the
///              job that stands for its key), `claim`, `state`, `paused`, `capped`, `running`, `cap`, `rate`, `weight`,
///              `parked` (the limit that holds its lane), `held` and `bound` of that limit, `refill` (in ms), `queuepaused`,
///              `queuecap`, `queueuse`, `ring` (its rank, -1 when it is in none), `tenants` (in the ring), `tag`, `clock`,
///              `before` (tenants of the ring that start before its turn), `now` in ms; then `others` and for each of those
///              that were weighed: tag, weight in hundredths, work in µs
///     Atomic   yes
///     Repeat   reads only
///     Cost     O(lanes of the tenant + tenants weighed × their lanes)
///     Bound    256 lanes of the tenant, ARGV[6] tenants, 32 lanes of each
enum ExplainScript {
    static let script = RedisScript(
        "explain", flags: Lua.readOnly, pieces: [Lua.wake, Lua.ring, Lua.lanes, Lua.terms, Lua.limits],
        body: #"""
            local tenant, id, quantum, most = ARGV[3], ARGV[4], tonumber(ARGV[5]), tonumber(ARGV[6])
            local record = call('HGET', tkey('job', tenant), id)
            if not record then return {'gone'} end
            local reply = {}
            local function say(name, value)
                reply[#reply + 1] = name
                reply[#reply + 1] = type(value) == 'number' and num(value) or value or ''
            end
            local function estimateof(owner, lane)
                return tonumber(call('HGET', tkey('est', owner), string.match(lane, ':([^:]*)')) or quantum)
            end
            local lane = routing(record)
            local queue = queueof(lane)
            local t = terms(tenant)
            say('now', now)
            say('lane', lane)
            local rank = call('ZRANK', tkey('lane', tenant, lane), id)
            say('place', rank or -1)
            local due = call('ZSCORE', tkey('due', tenant), id)
            say('due', due and tonumber(due))
            local mark = call('HGET', tkey('uof', tenant), id)
            if mark and string.sub(mark, 1, 1) == 'N' then
                local holder = call('HGET', tkey('uniq', tenant), string.sub(mark, 3)) or ''
                local hex = string.gsub(holder, '.', function(c) return fmt('%02x', string.byte(c)) end)
                say('follows', (string.gsub(hex, '^(%x%x%x%x%x%x%x%x)(%x%x%x%x)(%x%x%x%x)(%x%x%x%x)', '%1-%2-%3-%4-')))
            end
            say('claim', call('HGET', tkey('run', tenant), id))
            say('state', t[1])
            say('paused', call('HGET', tkey('ten', tenant), 'paused'))
            say('capped', t[7])
            say('running', call('HLEN', tkey('run', tenant)))
            say('cap', t[3])
            say('rate', t[4])
            local weight = weightof(tenant, queue)
            say('weight', weight)
            local limit = call('HGET', tkey('parked', tenant), lane)
            say('parked', limit)
            if limit then
                say('held', call('HGET', tkey('use', tenant), limit))
                local ids, _, name = limitsof(lane)
                local set = call('HGET', tkey('lim', tenant), limit == ids[3] and 'k:' .. name or limit)
                if not set and t[6] then set = call('HGET', ckey('kind', t[6]), limit == ids[3] and 'k:' .. name or limit) end
                say('bound', set or limit == ids[3] and '1')
            end
            local refill = call('ZSCORE', ckey('refill'), tenant .. (limit and ' ' .. limit or ' t'))
            say('refill', refill and tonumber(refill))
            local limits = call('HMGET', ckey('qlim'), 'paused:' .. queue, 'cap:' .. queue, 'use:' .. queue)
            say('queuepaused', limits[1])
            say('queuecap', limits[2])
            say('queueuse', limits[3])
            local ahead, work = 0, 0
            if rank then
                local score = call('ZSCORE', tkey('lane', tenant, lane), id)
                local lanes = call('ZRANGE', tkey('lanes', tenant, queue), 0, 255)
                if limit then lanes = {lane} end
                for _, other in ipairs(lanes) do
                    local before = call('ZCOUNT', tkey('lane', tenant, other), '-inf', '(' .. score)
                    ahead = ahead + before
                    work = work + before * estimateof(tenant, other)
                end
            end
            say('ahead', ahead)
            say('work', work)
            local ring = ckey('ring', queue)
            local tag = call('ZSCORE', ring, tenant)
            say('ring', tag and call('ZRANK', ring, tenant) or -1)
            say('tenants', call('ZCARD', ring))
            local v = clock(queue)
            say('clock', v)
            local start = tonumber(tag or call('HGET', tkey('ten', tenant), 'tag:' .. queue) or v)
            say('tag', start)
            local turn = math.max(start, v) + math.floor(work * 100 / weight)
            say('before', call('ZCOUNT', ring, '-inf', '(' .. num(turn)))
            local others = call('ZRANGEBYSCORE', ring, '-inf', '(' .. num(turn), 'WITHSCORES', 'LIMIT', 0, most)
            say('others', #others / 2)
            for i = 1, #others, 2 do
                local other, load = others[i], 0
                if other ~= tenant then
                    for _, l in ipairs(call('ZRANGE', tkey('lanes', other, queue), 0, 31)) do
                        load = load + call('ZCARD', tkey('lane', other, l)) * estimateof(other, l)
                    end
                end
                reply[#reply + 1] = num(tonumber(others[i + 1]))
                reply[#reply + 1] = num(weightof(other, queue))
                reply[#reply + 1] = num(load)
            end
            return reply
            """#)
}
