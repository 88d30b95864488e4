import BellhopRedis

/// Adds up what a tenant and all tenants have used of worker time in the last minutes, and whom the tenant shares with.
///
///     KEYS[1]  the tenant's record; all keys share its hash tag
///     ARGV     1 namespace, 2 infix, 3 tenant, 4 minutes, this one included
///     Returns  µs of the tenant, µs of all, the tenant's weight in hundredths, the weights of the other tenants with work that
///              may run now, added up, and their number
///     Atomic   yes
///     Repeat   reads only
///     Cost     O(tenants with work)
///     Bound    16 minutes, 64 queues, 1 000 tenants of each
enum UsageScript {
    static let script = RedisScript(
        "usage", flags: Lua.readOnly, pieces: [Lua.wake, Lua.ring, Lua.lanes, Lua.terms],
        body: #"""
            local tenant, minute = ARGV[3], math.floor(now / 60000)
            local own, all = 0, 0
            for back = 0, math.min(16, tonumber(ARGV[4])) - 1 do
                own = own + tonumber(call('HGET', tkey('stat', tenant), 'us:' .. (minute - back)) or 0)
                all = all + tonumber(call('HGET', ckey('spent'), 'us:' .. (minute - back)) or 0)
            end
            local seen, weights, count = {[tenant] = true}, 0, 0
            for _, queue in ipairs(call('ZRANGE', ckey('allqueues'), 0, 63)) do
                for _, other in ipairs(call('ZRANGE', ckey('ring', queue), 0, 999)) do
                    if not seen[other] then
                        seen[other] = true
                        weights, count = weights + terms(other)[2], count + 1
                    end
                end
            end
            return {num(own), num(all), num(terms(tenant)[2]), num(weights), count}
            """#)
}
