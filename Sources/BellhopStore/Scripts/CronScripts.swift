import BellhopRedis

/// Changes the schedules of one tenant.
///
///     KEYS[1]  the tenant's schedules; all keys share its hash tag
///     ARGV     1 namespace, 2 infix, 3 tenant, 4 `add`, `put`, `remove`, `pause` or `resume`, 5 name, 6 the entry as JSON, 7 the
///              entry as it is while paused, 8 most schedules of a tenant
///     Returns  `ok`; or `unknown` when there is no such tenant, `missing` when it has no such schedule, `exists`, `full`, or
///              `changed` when the entry is not the one that the caller read
///     Atomic   yes
///     Repeat   harmless, but for a second `add`, which says `exists`
///     Cost     O(log schedules)
///     Bound    one schedule
enum CronScript {
    static let script = RedisScript(
        "cron", flags: Lua.refuseOutOfMemory, pieces: [Lua.cron],
        body: #"""
            local tenant, verb, name = ARGV[3], ARGV[4], ARGV[5]
            if call('HEXISTS', tkey('ten', tenant), 'state') == 0 then return 'unknown' end
            local entry = call('HGET', tkey('cron', tenant), name)
            if verb == 'add' or verb == 'put' then
                if entry and verb == 'add' then return 'exists' end
                if not entry and call('HLEN', tkey('cron', tenant)) >= tonumber(ARGV[8]) then return 'full' end
                putcron(tenant, name, ARGV[6])
            elseif not entry then return 'missing'
            elseif verb == 'remove' then
                -- What a plan has for many stays named, so that it does not come back by itself.
                if string.sub(entry, 1, 1) == '@' and call('HEXISTS', ckey('planfor'), name) == 1 then
                    putcron(tenant, name, '@paused')
                else dropcron(tenant, name) end
            elseif string.sub(entry, 1, 1) == '@' then putcron(tenant, name, verb == 'pause' and '@paused' or '@')
            elseif verb == 'pause' then
                if entry ~= ARGV[6] then return 'changed' end
                call('HSET', tkey('cron', tenant), name, ARGV[7])
                call('ZREM', tkey('cronat', tenant), name)
            else
                if entry ~= ARGV[7] then return 'changed' end
                putcron(tenant, name, ARGV[6])
            end
            rearmcron(tenant)
            return 'ok'
            """#)
}

/// Changes a schedule for many tenants, a page of them a call.
///
///     KEYS[1]  the shard's plans; all keys share its hash tag
///     ARGV     1 namespace, 2 infix, 3 `add`, `put` or `remove`, 4 name, 5 the entry as JSON, 6 `*` or the kind it is for, 7 the
///              last tenant of the page before or "", 8 tenants a call
///     Returns  `ok`, the last tenant of the page, "1" when there are more; or `exists`, or `missing`
///     Atomic   yes, the page
///     Repeat   harmless; a call with the same page begins the schedule anew for its tenants
///     Cost     O(tenants of the page × plans)
///     Bound    ARGV[8] tenants
enum PlanScript {
    static let script = RedisScript(
        "plan", flags: Lua.refuseOutOfMemory, pieces: [Lua.cron],
        body: #"""
            local verb, name, last, most = ARGV[3], ARGV[4], ARGV[7], tonumber(ARGV[8])
            if last == '' then
                local known = call('HEXISTS', ckey('plans'), name) == 1
                if verb == 'add' and known then return {'exists'} end
                if verb == 'remove' and not known then return {'missing'} end
                if verb == 'remove' then
                    call('HDEL', ckey('planfor'), name)
                    call('HDEL', ckey('plans'), name)
                else
                    call('HSET', ckey('plans'), name, ARGV[5])
                    call('HSET', ckey('planfor'), name, ARGV[6])
                end
            end
            local page = call('ZRANGEBYLEX', ckey('tenants'), last == '' and '-' or '(' .. last, '+', 'LIMIT', 0, most)
            for _, tenant in ipairs(page) do
                local entry = call('HGET', tkey('cron', tenant), name)
                if entry and string.sub(entry, 1, 1) == '@' and (verb == 'remove' or entry == '@') then dropcron(tenant, name) end
                plan(tenant)
                rearmcron(tenant)
                last = tenant
            end
            return {'ok', last, #page == most and '1' or '0'}
            """#)
}

/// Hands out schedules that want looking at, each to one worker for a while.
///
///     KEYS[1]  the shard's tenants with schedules; all keys share its hash tag
///     ARGV     1 namespace, 2 infix, 3 most schedules, 4 hand out again after ms
///     Returns  now in ms, the next instant in ms or -1, then for each: tenant, name, the instant until which it is handed out,
///              the latest instant that was dealt with, state of the tenant, the entry as JSON ("" when nobody has it any more)
///     Atomic   yes
///     Repeat   gives others: what was handed out comes back when the while is over
///     Cost     O(log tenants + log schedules) a schedule
///     Bound    ARGV[3] schedules, 16 of each tenant
enum CronTakeScript {
    static let script = RedisScript(
        "cron take", flags: Lua.allowOutOfMemory, pieces: [Lua.cron],
        body: #"""
            local most, reply = tonumber(ARGV[3]), {num(now), '-1'}
            local till, taken = num(now + tonumber(ARGV[4])), 0
            for _, tenant in ipairs(call('ZRANGEBYSCORE', ckey('crontenants'), '-inf', num(now), 'LIMIT', 0, most)) do
                if taken >= most then break end
                local state = call('HGET', tkey('ten', tenant), 'state') or ''
                if call('HGET', tkey('ten', tenant), 'paused') then state = 'paused' end
                for _, name in ipairs(call('ZRANGEBYSCORE', tkey('cronat', tenant), '-inf', num(now), 'LIMIT', 0, 16)) do
                    local entry = call('HGET', tkey('cron', tenant), name)
                    if entry and string.sub(entry, 1, 1) == '@' then entry = call('HGET', ckey('plans'), name) end
                    taken = taken + 1
                    for _, word in ipairs({tenant, name, till, call('HGET', tkey('cronlast', tenant), name) or num(now), state, entry or ''}) do
                        reply[#reply + 1] = word
                    end
                    call('ZADD', tkey('cronat', tenant), till, name)
                end
                rearmcron(tenant)
            end
            local head = call('ZRANGE', ckey('crontenants'), 0, 0, 'WITHSCORES')
            reply[2] = head[2] and num(tonumber(head[2])) or '-1'
            return reply
            """#)
}

/// Enqueues what schedules want enqueued, and notes when they next want looking at.
///
///     KEYS[1]  the shard's tenants with schedules; all keys share its hash tag
///     ARGV     1 namespace, 2 infix, 3 most waiting jobs of a tenant, 4 number of schedules, then for each: tenant, name, the
///              instant until which it was handed out, the latest instant that is dealt with, the next instant or "", number of
///              jobs, then lane, id and record of each
///     Returns  for each schedule the number of jobs that were enqueued, or -1 when it was not the caller's any more
///     Atomic   yes
///     Repeat   harmless: it is not the caller's any more
///     Cost     O(log jobs) a job
///     Bound    the jobs of the call
///
/// Who was too slow, or repeats a call whose answer was lost, finds the schedule handed out to another or dealt with.
enum CronSettleScript {
    static let script = RedisScript(
        "cron settle", flags: Lua.refuseOutOfMemory, pieces: [Lua.wake, Lua.ring, Lua.lanes, Lua.weights, Lua.cron],
        body: #"""
            local at, reply = 5, {}
            for i = 1, tonumber(ARGV[4]) do
                local tenant, name, till, last, due, n = ARGV[at], ARGV[at + 1], ARGV[at + 2], ARGV[at + 3], ARGV[at + 4], tonumber(ARGV[at + 5])
                at = at + 6
                reply[i] = -1
                if call('ZSCORE', tkey('cronat', tenant), name) == till then
                    local set = call('HMGET', tkey('ten', tenant), 'state', 'maxjobs', 'kind')
                    local most = set[2] or set[3] and call('HGET', ckey('kind', set[3]), 'maxjobs') or ARGV[3]
                    most = most == '-' and 9e15 or tonumber(most)
                    reply[i] = 0
                    for j = 0, n - 1 do
                        local lane, id, record = ARGV[at + 3 * j], ARGV[at + 3 * j + 1], ARGV[at + 3 * j + 2]
                        if call('HLEN', tkey('job', tenant)) - call('ZCARD', tkey('dead', tenant)) - call('ZCARD', tkey('quar', tenant)) < most then
                            call('HSET', tkey('job', tenant), id, record)
                            weigh(tenant, #record)
                            push(tenant, set[1], lane, {id})
                            reply[i] = reply[i] + 1
                        else call('HINCRBY', tkey('stat', tenant), 'cronfull', 1) end
                    end
                    call('HSET', tkey('cronlast', tenant), name, last)
                    if due == '' then call('ZREM', tkey('cronat', tenant), name)
                    else call('ZADD', tkey('cronat', tenant), due, name) end
                    rearmcron(tenant)
                end
                at = at + 3 * n
            end
            return reply
            """#)
}
