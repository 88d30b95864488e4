import BellhopRedis

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
