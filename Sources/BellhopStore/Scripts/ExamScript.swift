import BellhopRedis

/// Looks at one page of a tenant's jobs, or at how its sets fit together, and mends what is wrong if it is asked to.
///
/// What it finds and mends is one step, so that a job which moves meanwhile is never taken for a misplaced one.
///
///     KEYS[1]  the tenant's record; all keys share its hash tag
///     ARGV     1 namespace, 2 infix, 3 tenant, 4 place, 5 cursor, 6 members a page, 7 "1" to mend
///     Place    `job`     every job is in exactly one state, and its lane is listed
///              `run`     every claim is a registered worker's, and of a job that exists
///              `due`, `dead`, `quar`, or a lane's name: every member is a job that exists
///              `shape`   claims are counted right, and rings, listed lanes and the index of due jobs are what they should be
///     Returns  the next cursor, then kind and number of each defect
///     Atomic   yes
///     Repeat   harmless
///     Cost     O(log jobs) a member
///     Bound    ARGV[6] members, or as many as a small hash has; `shape`: 64 pages of 1 000 claims, 1 024 workers and queues
enum ExamScript {
    static let script = RedisScript("exam", flags: Lua.readOnly, pieces: pieces, body: body)
    static let mending = RedisScript("exam and mend", flags: Lua.allowOutOfMemory, pieces: pieces, body: body)

    private static let pieces = Lua.transitions + [Lua.sound]
    private static let body =
        #"""
        local tenant, place, page, mends = ARGV[3], ARGV[4], ARGV[6], ARGV[7] == '1'
        local jobkey, runkey = tkey('job', tenant), tkey('run', tenant)
        local state = call('HGET', tkey('ten', tenant), 'state')
        local found, kinds = {}, {}
        local function find(kind)
            if not found[kind] then kinds[#kinds + 1] = kind end
            found[kind] = (found[kind] or 0) + 1
        end

        """# + places + shape + #"""
            local cursor = '0'
            if place == 'shape' then shape()
            elseif place == 'job' or place == 'run' then
                local scan = call('HSCAN', place == 'job' and jobkey or runkey, ARGV[5], 'COUNT', page)
                cursor = scan[1]
                for i = 1, #scan[2], 2 do
                    if place == 'job' then job(scan[2][i], scan[2][i + 1]) else claim(scan[2][i], scan[2][i + 1]) end
                end
            else
                local isset = place == 'due' or place == 'dead' or place == 'quar'
                local key = isset and tkey(place, tenant) or tkey('lane', tenant, place)
                local scan = call('ZSCAN', key, ARGV[5], 'COUNT', page)
                cursor = scan[1]
                for i = 1, #scan[2], 2 do member(key, scan[2][i], not isset and place) end
            end
            local reply = {cursor}
            for _, kind in ipairs(kinds) do
                reply[#reply + 1] = kind
                reply[#reply + 1] = found[kind]
            end
            return reply
            """#

    /// Defines `job(id, record)`, `claim(id, claim)` and `member(key, id, lane)`, which look at one job each.
    private static let places = #"""
        local function job(id, record)
            local lane = sound(record, id, tenant) and routing(record)
            local homes = {}
            if call('HEXISTS', runkey, id) == 1 then homes[1] = 'run' end
            for _, class in ipairs({'dead', 'quar', 'due'}) do
                if call('ZSCORE', tkey(class, tenant), id) then homes[#homes + 1] = class end
            end
            if lane and call('ZSCORE', tkey('lane', tenant, lane), id) then homes[#homes + 1] = 'lane' end
            if call('HEXISTS', tkey('out', tenant, bucketof(id)), id) == 1 then
                find('ended')
                if not mends then return end
                for _, home in ipairs(homes) do
                    if home == 'run' then call('HDEL', runkey, id)
                    elseif home == 'lane' then
                        call('ZREM', tkey('lane', tenant, lane), id)
                        relist(tenant, lane)
                    else call('ZREM', tkey(home, tenant), id) end
                end
                weigh(tenant, -sizes(tenant, {id}))
                giveup(tenant, {id})
                forget(tenant, {id})
                return
            end
            if #homes == 0 and not lane then
                -- A record that leads to no lane may still stand in one; a worker then quarantines it.
                for _, queue in ipairs(call('ZRANGE', tkey('queues', tenant), 0, 1023)) do
                    for _, other in ipairs(call('ZRANGE', tkey('lanes', tenant, queue), 0, 9999)) do
                        if call('ZSCORE', tkey('lane', tenant, other), id) then return end
                    end
                end
            end
            if #homes == 0 then
                find('homeless')
                if mends and lane then push(tenant, state, lane, {id})
                elseif mends then
                    call('ZADD', tkey('quar', tenant), num(now), id)
                    weigh(tenant, -sizes(tenant, {id}))
                end
            end
            for i = 2, #homes do
                find('twofold')
                if mends and homes[i] == 'lane' then
                    call('ZREM', tkey('lane', tenant, lane), id)
                    relist(tenant, lane)
                elseif mends then
                    call('ZREM', tkey(homes[i], tenant), id)
                    if homes[i] == 'due' then rearm(tenant) end
                end
            end
            if homes[1] == 'lane' and not call('ZSCORE', tkey('lanes', tenant, queueof(lane)), lane)
                and call('HEXISTS', tkey('parked', tenant), lane) == 0 then
                find('unlisted')
                if mends then relist(tenant, lane) end
            end
        end
        local function claim(id, claim)
            local worker, lane = string.match(claim, '^(%S+) %d+ %d+ (%S+)')
            if call('HEXISTS', jobkey, id) == 0 then
                find('bare')
                if mends then call('HDEL', runkey, id) end
            elseif not worker or not call('ZSCORE', ckey('workers'), worker) then
                find('abandoned')
                local record = call('HGET', jobkey, id)
                if mends then
                    call('HDEL', runkey, id)
                    if worker then unshift(tenant, state, lane, {id})
                    elseif sound(record, id, tenant) then push(tenant, state, routing(record), {id})
                    else call('ZADD', tkey('quar', tenant), num(now), id) end
                end
            end
        end
        local function member(key, id, lane)
            if call('HEXISTS', jobkey, id) == 1 then return end
            find('bare')
            if not mends then return end
            call('ZREM', key, id)
            if lane then relist(tenant, lane) elseif key == tkey('due', tenant) then rearm(tenant) end
        end

        """#

    /// Defines `shape()`, which looks at what is derived from the sets of jobs.
    private static let shape = #"""
        local function tally()
            local counts, cursor, rounds = {}, '0', 0
            local seen = {}
            repeat
                local scan = call('HSCAN', runkey, cursor, 'COUNT', 1000)
                cursor, rounds = scan[1], rounds + 1
                for i = 1, #scan[2], 2 do
                    local worker = string.match(scan[2][i + 1], '^%S+')
                    if worker and not seen[scan[2][i]] then counts[worker] = (counts[worker] or 0) + 1 end
                    seen[scan[2][i]] = true
                end
            until cursor == '0' or rounds >= 64
            return cursor == '0' and counts
        end
        -- Says that a lane is parked under a limit that has room while nothing will bring it back, or that the claims under
        -- a limit are counted wrong.
        local function astray()
            local uses = call('HGETALL', tkey('use', tenant))
            local seen, right = {}, 0
            local cursor, rounds = '0', 0
            repeat
                local scan = call('HSCAN', runkey, cursor, 'COUNT', 1000)
                cursor, rounds = scan[1], rounds + 1
                for i = 1, #scan[2], 2 do
                    local lane = string.match(scan[2][i + 1], '^%S+ %d+ %d+ (%S+)')
                    if lane and not seen[scan[2][i]] then
                        seen[scan[2][i]] = true
                        local ids = limitsof(lane)
                        for j = 1, 3 do
                            if ids[j] and (j == 3 or terms(tenant)[5] and bound(limit(tenant, ids[j])[1])) then
                                seen[ids[j]] = (seen[ids[j]] or 0) + 1
                            end
                        end
                    end
                end
            until cursor == '0' or rounds >= 64
            for i = 1, #uses, 2 do
                if seen[uses[i]] ~= tonumber(uses[i + 1]) then return true end
                seen[uses[i]] = nil
            end
            for id, held in pairs(seen) do if held ~= true then return true end end
            local parked = call('HSCAN', tkey('parked', tenant), '0', 'COUNT', 1000)[2]
            for i = 1, #parked, 2 do
                local limit = parked[i + 1]
                if not call('ZSCORE', tkey('park', tenant, limit), parked[i]) then return true end
                local first = string.sub(limit, 1, 2)
                if (first == 'q:' or first == 'n:' or first == 'k:') and call('HGET', tkey('use', tenant), limit) == false then
                    return true
                end
            end
            return false
        end
        local function shape()
            local counts = tally()
            for _, worker in ipairs(counts and call('ZRANGE', ckey('workers'), 0, 1023) or {}) do
                local held, right = tonumber(call('HGET', ckey('held', worker), tenant) or 0), counts[worker] or 0
                if held ~= right then
                    find('miscounted')
                    if mends and right > 0 then call('HSET', ckey('held', worker), tenant, right)
                    elseif mends then call('HDEL', ckey('held', worker), tenant) end
                end
            end
            local capped = terms(tenant)[7]
            if capped == '1' and call('HLEN', runkey) == 0 or capped == '2' and not call('ZSCORE', ckey('refill'), tenant .. ' t') then
                find('parked')
                if mends then
                    setcapped(tenant, false)
                    capped = false
                end
            end
            local wrong = counts and astray()
            if wrong then
                find('parked')
                if mends then reexamine(tenant, 4000) end
            end
            for _, queue in ipairs(call('ZRANGE', tkey('queues', tenant), 0, 1023)) do
                local laneskey, listed = tkey('lanes', tenant, queue), 0
                local lanes = call('ZRANGE', laneskey, 0, 9999, 'WITHSCORES')
                for i = 1, #lanes, 2 do
                    local head = call('ZRANGE', tkey('lane', tenant, lanes[i]), 0, 0, 'WITHSCORES')
                    if head[2] ~= lanes[i + 1] then
                        find('unlisted')
                        if mends and head[2] then call('ZADD', laneskey, head[2], lanes[i])
                        elseif mends then call('ZREM', laneskey, lanes[i]) end
                    end
                    if head[2] then listed = listed + 1 end
                end
                local runs = listed > 0 and state == 'active' and not capped
                local rings = call('ZSCORE', ckey('ring', queue), tenant)
                if runs and not rings then
                    find('unseen')
                    if mends then
                        enter(tenant, queue)
                        wake(queue, 1)
                    end
                elseif rings and (listed == 0 or state ~= 'active') then
                    find('idle')
                    if mends then leave(tenant, queue) end
                end
            end
            local head = call('ZRANGE', tkey('due', tenant), 0, 0, 'WITHSCORES')[2]
            if head ~= (call('ZSCORE', ckey('duetenants'), tenant) or nil) then
                find('undue')
                if mends then rearm(tenant) end
            end
        end

        """#
}
