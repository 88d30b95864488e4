import BellhopRedis

/// Adds a tenant, or changes its record; what changes holds at once for the jobs that wait.
///
///     KEYS[1]  the tenant's record; all keys share its hash tag
///     ARGV     1 namespace, 2 infix, 3 tenant, 4 `add` or `set`, 5 state or "", 6 weight in hundredths or "", 7 most
///              concurrent claims, `none` or ""; "" leaves a field as it is
///     Returns  `ok`, state, weight in hundredths, most concurrent claims or "", generation; or `exists`; or `unknown`
///     Atomic   yes
///     Repeat   harmless, but for a second `add`, which says `exists`
///     Cost     O(log tenants) for each queue that the tenant uses
///     Bound    1 024 queues
///
/// A new weight rescales the tenant's lead over the clock by old/new, so that it holds from the next pick on.
enum TenantScript {
    static let script = RedisScript(
        "tenant", flags: Lua.refuseOutOfMemory, pieces: [Lua.wake, Lua.ring],
        body: #"""
            local tenant, verb, state, weight, cap = ARGV[3], ARGV[4], ARGV[5], ARGV[6], ARGV[7]
            local key = tkey('ten', tenant)
            local old = call('HMGET', key, 'state', 'weight')
            if verb == 'add' then
                if old[1] then return {'exists'} end
                call('HSET', key, 'state', 'active', 'weight', '100', 'gen', '1')
                call('ZADD', ckey('tenants'), 0, tenant)
                old = {'active', '100'}
            elseif not old[1] then return {'unknown'} end
            local queues = call('ZRANGE', tkey('queues', tenant), 0, 1023)
            if weight ~= '' and weight ~= old[2] then
                for _, queue in ipairs(queues) do
                    local v = clock(queue)
                    local at = tonumber(call('ZSCORE', ckey('ring', queue), tenant)
                        or call('HGET', key, 'tag:' .. queue) or 0)
                    if at > v then charge(tenant, queue, math.floor((at - v) * (tonumber(old[2]) / tonumber(weight) - 1)), 9e15) end
                end
                call('HSET', key, 'weight', weight)
            end
            if cap == 'none' then call('HDEL', key, 'cap') elseif cap ~= '' then call('HSET', key, 'cap', cap) end
            if state ~= '' then call('HSET', key, 'state', state) end
            local record = call('HMGET', key, 'state', 'weight', 'cap', 'gen', 'capped')
            if record[1] ~= 'active' then
                for _, queue in ipairs(queues) do leave(tenant, queue) end
            elseif state ~= '' or (cap ~= '' and record[5]) then
                call('HDEL', key, 'capped')
                unpark(tenant, 4000)
            end
            return {'ok', record[1], record[2], record[3] or '', record[4]}
            """#)
}
