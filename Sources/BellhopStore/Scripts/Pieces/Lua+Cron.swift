extension Lua {
    /// Defines `rearmcron(tenant)`: notes when a tenant's schedules next want looking at, and `plan(tenant)`: gives a tenant
    /// the schedules that plans have for it, and takes those away that no plan has any more.
    static let cron = #"""
        local function rearmcron(tenant)
            local head = call('ZRANGE', tkey('cronat', tenant), 0, 0, 'WITHSCORES')
            if head[2] then call('ZADD', ckey('crontenants'), head[2], tenant) else call('ZREM', ckey('crontenants'), tenant) end
        end
        local function putcron(tenant, name, entry)
            call('HSET', tkey('cron', tenant), name, entry)
            call('HSET', tkey('cronlast', tenant), name, num(now))
            if string.sub(entry, 1, 7) == '@paused' then call('ZREM', tkey('cronat', tenant), name)
            else call('ZADD', tkey('cronat', tenant), num(now), name) end
        end
        local function dropcron(tenant, name)
            call('HDEL', tkey('cronlast', tenant), name)
            call('ZREM', tkey('cronat', tenant), name)
            return call('HDEL', tkey('cron', tenant), name)
        end
        local function plan(tenant)
            local plans = call('HGETALL', ckey('planfor'))
            if #plans == 0 then return end
            local kind = call('HGET', tkey('ten', tenant), 'kind')
            for i = 1, #plans, 2 do
                local entry = call('HGET', tkey('cron', tenant), plans[i])
                local isfor = plans[i + 1] == '*' or plans[i + 1] == kind
                if isfor and not entry then putcron(tenant, plans[i], '@')
                elseif not isfor and entry and string.sub(entry, 1, 1) == '@' then dropcron(tenant, plans[i]) end
            end
            rearmcron(tenant)
        end

        """#
}
