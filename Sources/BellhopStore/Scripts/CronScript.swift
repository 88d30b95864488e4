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
