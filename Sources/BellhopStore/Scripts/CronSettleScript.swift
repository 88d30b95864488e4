import BellhopRedis

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
