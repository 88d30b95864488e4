import BellhopRedis

/// Adds a tenant, or changes what is set for it or for a kind of tenants; what changes holds at once for the jobs that wait.
///
///     KEYS[1]  the tenant's or the kind's record; all keys share its hash tag
///     ARGV     1 namespace, 2 infix, 3 tenant or kind, 4 `add`, `set` or `kind`, 5 number of settings, then for each its field
///              and its value: "" takes it away (what the kind says holds again), `-` is no bound where the kind has one.
///              A field with a colon is a limit of lanes, see ``TenantKeyClass/limits``
///     Returns  `ok`, "1" when there is more to look at: set nothing once more; or `exists`; or `unknown`; or `crowded` when
///              slots are reserved for too many tenants already; or `min` and the cap that a reserve lies above
///     Atomic   yes
///     Repeat   harmless, but for a second `add`, which says `exists`
///     Cost     O(log tenants) for each queue that the tenant uses, O(claims + parked lanes) of the tenant
///     Bound    1 024 queues, 64 000 claims, 4 000 parked lanes; of a kind the workers look at 32 tenants a claim call
///
/// A new weight rescales the tenant's lead over the clock by old/new, so that it holds from the next pick on.
enum TenantScript {
    static let script = RedisScript(
        "tenant", flags: Lua.refuseOutOfMemory,
        pieces: [Lua.wake, Lua.ring, Lua.lanes, Lua.terms, Lua.limits, Lua.cron],
        body: #"""
            local tenant, verb = ARGV[3], ARGV[4]
            local iskind = verb == 'kind'
            local key = iskind and ckey('kind', tenant) or tkey('ten', tenant)
            local settings = {}
            for i = 1, tonumber(ARGV[5]) do settings[i] = {ARGV[4 + 2 * i], ARGV[5 + 2 * i]} end
            local function will(field)
                for _, s in ipairs(settings) do if s[1] == field then return s[2] ~= '' and s[2] end end
                return call('HGET', key, field)
            end
            local known = call('HGET', key, 'state')
            if verb == 'add' and known then return {'exists'} end
            if verb == 'set' and not known then return {'unknown'} end
            local cap, least = will('cap'), will('min')
            if not iskind and will('kind') then
                local of = call('HMGET', ckey('kind', will('kind')), 'cap', 'min')
                cap, least = cap or of[1], least or of[2]
            end
            if bound(cap) and bound(least) and bound(least) > bound(cap) then return {'min', cap} end
            local reserves = not iskind and bound(least)
            if reserves and not call('ZSCORE', ckey('reserved'), tenant) and call('ZCARD', ckey('reserved')) >= 256 then
                return {'crowded'}
            end

            if verb == 'add' then
                call('HSET', key, 'state', 'active', 'gen', '1')
                call('ZADD', ckey('tenants'), 0, tenant)
            end
            local before, weights = not iskind and terms(tenant), {}
            local oldkind, oldweight = not iskind and before[6], num(iskind and bound(call('HGET', key, 'weight')) or 100)
            local queues = iskind and {} or call('ZRANGE', tkey('queues', tenant), 0, 1023)
            for _, queue in ipairs(queues) do weights[queue] = weightof(tenant, queue) end
            for _, s in ipairs(settings) do
                local hash = not iskind and string.find(s[1], ':') and tkey('lim', tenant) or key
                if s[2] == '' then call('HDEL', hash, s[1]) else call('HSET', hash, s[1], s[2]) end
            end
            if iskind then
                local haslimits = false
                for _, field in ipairs(call('HKEYS', key)) do haslimits = haslimits or string.find(field, ':') end
                if haslimits then call('HSET', key, 'limits', 1) else call('HDEL', key, 'limits') end
                call('ZADD', ckey('kinds'), 0, tenant)
                call('ZADD', ckey('refill'), num(now),
                    '~ ' .. tenant .. ' - ' .. oldweight .. '/' .. num(bound(call('HGET', key, 'weight')) or 100))
                wake('', 1)
                return {'ok', '0'}
            end
            if call('EXISTS', tkey('lim', tenant)) == 1 then call('HSET', key, 'limits', 1) else call('HDEL', key, 'limits') end
            termsof = {}
            local t = terms(tenant)
            if t[6] ~= oldkind then
                if oldkind then call('ZREM', ckey('kindtenants', oldkind), tenant) end
                if t[6] then call('ZADD', ckey('kindtenants', t[6]), 0, tenant) end
            end
            if verb == 'add' or t[6] ~= oldkind then plan(tenant) end
            if reserves then call('ZADD', ckey('reserved'), reserves, tenant) else call('ZREM', ckey('reserved'), tenant) end
            for _, queue in ipairs(queues) do
                local weight = weightof(tenant, queue)
                if weight ~= weights[queue] then stretch(tenant, queue, weights[queue] / weight) end
            end
            local paused = call('HGET', key, 'paused')
            if paused then setcapped(tenant, '3') elseif t[7] == '3' then setcapped(tenant, false) end
            local more = reexamine(tenant, 4000)
            if not mayrun(tenant) then for _, queue in ipairs(queues) do leave(tenant, queue) end end
            return {'ok', more and '1' or '0'}
            """#)
}
