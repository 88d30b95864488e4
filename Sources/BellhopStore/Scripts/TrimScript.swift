import BellhopRedis

/// Takes the turn of tidying up, and removes what is past its bounds from some tenants: dead and quarantined jobs that are
/// too old or too many, waits that ended, and index entries of outcomes that are gone.
///
///     KEYS[1]  the shard's clock; all keys share its hash tag
///     ARGV     1 namespace, 2 infix, 3 milliseconds from one round to the next, 4 oldest age of a buried job in ms, 5 most
///              buried jobs of a tenant, 6 tenants a call, 7 jobs and ended waits a
///              call
///     Returns  number of buried jobs removed, number of tenants looked at, "1" if the round goes on
///     Atomic   yes
///     Repeat   harmless
///     Cost     O(tenants + log jobs a job removed)
///     Bound    ARGV[6] tenants, ARGV[7] jobs and waits in all, ARGV[7] index entries of each tenant
///
/// Where the round stands and when the next one begins is in the shard's clock, so that any worker may go on with it and no
/// two do the same.
enum TrimScript {
    static let script = RedisScript(
        "trim", flags: Lua.allowOutOfMemory, pieces: [Lua.forget],
        body: #"""
            local every, age, most = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
            local turn = call('HMGET', ckey('clock'), 'tidy', 'tidied')
            if not turn[2] and tonumber(turn[1] or 0) > now then return {0, 0, '0'} end
            local last, left, removed, looked = turn[2] or '', tonumber(ARGV[7]), 0, 0
            local tenants = call('ZRANGEBYLEX', ckey('tenants'), last == '' and '-' or '(' .. last, '+', 'LIMIT', 0, ARGV[6])
            for _, tenant in ipairs(tenants) do
                local gone = 0
                for _, class in ipairs({'dead', 'quar'}) do
                    local key = tkey(class, tenant)
                    local over = math.min(call('ZCARD', key) - most, left)
                    local ids = over > 0 and call('ZRANGE', key, 0, over - 1)
                        or call('ZRANGEBYSCORE', key, '-inf', num(now - age), 'LIMIT', 0, left)
                    if #ids > 0 then
                        call('ZREM', key, unpack(ids))
                        forget(tenant, ids)
                        gone, left = gone + #ids, left - #ids
                    end
                end
                if gone > 0 then call('HINCRBY', tkey('stat', tenant), 'trimmed', gone) end
                removed = removed + gone
                local ended = call('ZRANGEBYSCORE', tkey('wait', tenant), '-inf', num(now), 'LIMIT', 0, left)
                if #ended > 0 then call('ZREM', tkey('wait', tenant), unpack(ended)) end
                left = left - #ended
                -- What has no room left in this call is gone on with, at the same tenant, in the next one.
                if left <= 0 then break end
                for _, bucket in ipairs(call('ZRANGEBYSCORE', tkey('index', tenant), '-inf', num(now), 'LIMIT', 0, left)) do
                    if call('EXISTS', tkey('out', tenant, bucket)) == 0 then call('ZREM', tkey('index', tenant), bucket) end
                end
                last, looked = tenant, looked + 1
            end
            if looked == #tenants and #tenants < tonumber(ARGV[6]) then
                call('HDEL', ckey('clock'), 'tidied')
                call('HSET', ckey('clock'), 'tidy', num(now + every))
                return {removed, looked, '0'}
            end
            call('HSET', ckey('clock'), 'tidied', last)
            return {removed, looked, '1'}
            """#)
}
