import BellhopRedis

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
