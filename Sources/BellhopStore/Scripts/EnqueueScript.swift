import BellhopRedis

/// Takes in jobs of one tenant for one lane, all of them or none.
///
///     KEYS[1]  the tenant's record; all keys share its hash tag
///     ARGV     1 namespace, 2 infix, 3 tenant, 4 lane, 5 "1" if the ids were made for this call and never sent before,
///              6 `now`, `in` or `at`, 7 delay in ms, or instant in ms since 1970, 8 most waiting jobs of the tenant,
///              9 number of jobs, 10 "1" if payloads are kept apart, 11 job id of the claim that must hold or "",
///              12 how that claim begins, 13 idempotency key of the one job or "", 14 remember it for ms; then for each
///              job: id, record, with 10 the payload or "", and without 5 the outcome bucket
///     Returns  `ok`, now in ms, number of ids that were known already, those ids; or `unknown` when there is no such
///              tenant; or `full` and the number of jobs that wait; or `lost` when the claim does not hold; or `again`,
///              now in ms and the id of the job that was enqueued under the same key
///     Atomic   yes; refused as a whole when Redis has reached its memory limit
///     Repeat   harmless: a known id is left as it is, also when its job has ended and its outcome is still kept
///     Cost     O(log jobs) a job
///     Bound    1 000 jobs a call
enum EnqueueScript {
    static let script = RedisScript(
        "enqueue", flags: Lua.refuseOutOfMemory, pieces: [Lua.wake, Lua.ring, Lua.lanes, Lua.due],
        body: #"""
            local tenant, lane, fresh, n = ARGV[3], ARGV[4], ARGV[5] == '1', tonumber(ARGV[9])
            local state = call('HGET', tkey('ten', tenant), 'state')
            if not state then return {'unknown'} end
            if ARGV[11] ~= '' then
                local claim = call('HGET', tkey('run', tenant), ARGV[11])
                if not claim or string.sub(claim, 1, #ARGV[12]) ~= ARGV[12] then return {'lost'} end
            end
            local first, oncekey = 15, false
            if ARGV[13] ~= '' then
                -- Two hashes that expire whole: what was written in this span of time, and in the one before.
                local span = tonumber(ARGV[14])
                oncekey = tkey('once', tenant, num(math.floor(now / span)))
                for _, key in ipairs({oncekey, tkey('once', tenant, num(math.floor(now / span) - 1))}) do
                    local entry = call('HGET', key, ARGV[13])
                    if entry and struct.unpack('>I8', entry) > now then return {'again', num(now), string.sub(entry, 9)} end
                end
            end
            local someapart = ARGV[10] == '1'
            local width = 2 + (someapart and 1 or 0) + (fresh and 0 or 1)
            local jobkey = tkey('job', tenant)
            local known, ids, records, apart = {}, {}, {}, {}
            local stored = false
            local plain = fresh and not someapart
            if plain then for i = 1, n do ids[i] = ARGV[first - 2 + 2 * i] end end
            if not fresh then
                local wanted = {}
                for i = 1, n do wanted[i] = ARGV[first + width * (i - 1)] end
                stored = call('HMGET', jobkey, unpack(wanted))
            end
            for i = 1, plain and 0 or n do
                local at = first + width * (i - 1)
                local id = ARGV[at]
                if not fresh and (stored[i] or call('HEXISTS', tkey('out', tenant, ARGV[at + width - 1]), id) == 1) then
                    known[#known + 1] = id
                else
                    local m = #ids + 1
                    ids[m] = id
                    records[2 * m - 1], records[2 * m] = id, ARGV[at + 1]
                    if someapart and ARGV[at + 2] ~= '' then
                        apart[#apart + 1] = id
                        apart[#apart + 1] = ARGV[at + 2]
                    end
                end
            end

            local live = call('HLEN', jobkey)
            if live + #ids > tonumber(ARGV[8]) then
                local waiting = live - call('HLEN', tkey('run', tenant)) - call('ZCARD', tkey('dead', tenant))
                    - call('ZCARD', tkey('quar', tenant))
                if waiting + #ids > tonumber(ARGV[8]) then return {'full', waiting} end
            end

            if #ids > 0 then
                if plain then call('HSET', jobkey, unpack(ARGV, first, first - 1 + 2 * n))
                else call('HSET', jobkey, unpack(records)) end
                if oncekey then
                    call('HSET', oncekey, ARGV[13], struct.pack('>I8', now + tonumber(ARGV[14])) .. ids[1])
                    call('PEXPIRE', oncekey, 2 * tonumber(ARGV[14]), 'NX')
                end
                if #apart > 0 then call('HSET', tkey('payload', tenant), unpack(apart)) end
                if ARGV[6] == 'now' then push(tenant, state, lane, ids)
                else
                    local at = tonumber(ARGV[7]) + (ARGV[6] == 'in' and now or 0)
                    local before = call('ZRANGE', ckey('duetenants'), 0, 0, 'WITHSCORES')
                    local args = {}
                    for i, id in ipairs(ids) do
                        args[2 * i - 1] = at
                        args[2 * i] = id
                    end
                    call('ZADD', tkey('due', tenant), unpack(args))
                    call('ZADD', ckey('duetenants'), 'LT', num(at), tenant)
                    if #before == 0 or at < tonumber(before[2]) then wake(queueof(lane), 1) end
                end
            end
            local reply = {'ok', num(now), #known}
            for i = 1, #known do reply[3 + i] = known[i] end
            return reply
            """#)
}
