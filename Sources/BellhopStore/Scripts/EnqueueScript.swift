import BellhopRedis

/// Takes in jobs of one tenant for one lane, all of them or none.
///
///     KEYS[1]  the tenant's record; all keys share its hash tag
///     ARGV     1 namespace, 2 infix, 3 tenant, 4 lane, 5 "1" if the ids were made for this call and never sent before,
///              6 `now`, `in` or `at`, 7 delay in ms, or instant in ms since 1970, 8 most waiting jobs of the tenant where
///              neither it nor its kind says, 9 number of jobs, 10 "1" if payloads are kept apart, 11 job id of the claim
///              that must hold or "", 12 how that claim begins, 13 idempotency key of the one job or "", 14 remember it for
///              ms, 15 unique: `W`, `S` or `F`, then what a conflict does: `r` (reject), `p` (replace) or `l` (keep the
///              latest); or "", 16 spread the jobs over ms, 17 jobs of the submission before these, 18 jobs of the
///              submission, 19 credit of the jobs' priority, 20 the jobs are not worth starting after ms from now, or after
///              the instant behind an `@`, or "";
///              then for each job: id, record, with 10 the payload or "", without 5 the outcome bucket, with 15 its key
///     Returns  `ok`, now in ms, number of ids that were known already, those ids, number of rejected ids, then each with the
///              job that stands for its key; or `unknown` when there is no such tenant; or `full`, `jobs` or `bytes`, the
///              number that wait, the most that may, and "1" if the oldest are to be shed; or `guard` when Redis is about to
///              run full; or `past`, `far` or `expired` and now in ms for a start or an expiry that makes no sense; or `lost` when the claim does not hold; or `again`, now in ms and the id of the job that was
///              enqueued under the same key
///     Atomic   yes; refused as a whole when Redis has reached its memory limit
///     Repeat   harmless: a known id is left as it is, also when its job has ended and its outcome is still kept
///     Cost     O(log jobs) a job
///     Bound    1 000 jobs a call, and 64 × 200 to be shed
///
/// There are two of it: the plain one knows nothing of unique keys, and sheds nothing.
enum EnqueueScript {
    /// Takes in jobs without unique keys; says `full` where the oldest are to be shed.
    static let script = RedisScript(
        "enqueue", flags: Lua.refuseOutOfMemory, pieces: [Lua.wake, Lua.ring, Lua.lanes, Lua.due],
        body: "local contend, shed = false, false\n" + body)
    /// Takes in jobs with unique keys, and sheds.
    static let whole = RedisScript(
        "enqueue with keys", flags: Lua.refuseOutOfMemory, pieces: Lua.transitions, body: contend + shed + body)

    /// Defines `contend(field)`: says whether a job may be taken in under its key (`ok`, `follow`), or who stands for it.
    private static let contend = #"""
        local function contend(field)
            local tenant, action = ARGV[3], string.sub(ARGV[15], 2)
            local holder = call('HGET', tkey('uniq', tenant), field)
            local record = holder and call('HGET', tkey('job', tenant), holder)
            if not record then return 'ok' end
            local runs = call('HEXISTS', tkey('run', tenant), holder) == 1
            if action == 'r' or runs and action == 'p' then return holder end
            local old = holder
            if runs then
                old = call('HGET', tkey('uniq', tenant), '>' .. field)
                record = old and call('HGET', tkey('job', tenant), old)
            end
            if record then
                local lane = pull(tenant, record, old)
                cancelled(tenant, lane, old, counts(record), 86400000)
            end
            return runs and 'follow' or 'ok'
        end

        """#

    /// Defines `shed(jobs, bytes)`: ends the tenant's oldest ready jobs as dead until so many jobs and bytes have gone, and
    /// says whether they have.
    private static let shed = #"""
        local function oldest(tenant)
            local lane, head, other
            for _, queue in ipairs(call('ZRANGE', tkey('queues', tenant), 0, 1023)) do
                local heads = call('ZRANGE', tkey('lanes', tenant, queue), 0, 1, 'WITHSCORES')
                for i = 1, #heads, 2 do
                    local at = tonumber(heads[i + 1])
                    if not head or at < head then lane, head, other = heads[i], at, head
                    elseif not other or at < other then other = at end
                end
            end
            -- What is parked is as old as anything; it goes when nothing else is left.
            return lane or call('HRANDFIELD', tkey('parked', tenant), 1)[1], other or '+inf'
        end
        local function shed(jobs, bytes)
            local tenant = ARGV[3]
            for _ = 1, 64 do
                if jobs <= 0 and bytes <= 0 then return true end
                local lane, till = oldest(tenant)
                if not lane then return false end
                local most = jobs > 0 and math.min(jobs, 200) or 20
                local ids = call('ZRANGEBYSCORE', tkey('lane', tenant, lane), '-inf', till, 'LIMIT', 0, most)
                if #ids == 0 then return false end
                local gone = sizes(tenant, ids)
                call('ZREM', tkey('lane', tenant, lane), unpack(ids))
                relist(tenant, lane)
                giveup(tenant, ids)
                for _, id in ipairs(ids) do
                    complain(tenant, id, '{"attempt":0,"message":"shed: the tenant had as many waiting jobs as it may have, and '
                        .. 'newer ones came","type":"shed"}')
                    call('ZADD', tkey('dead', tenant), num(now), id)
                end
                weigh(tenant, -gone)
                call('HINCRBY', tkey('stat', tenant), 'dead', #ids)
                call('HINCRBY', tkey('stat', tenant), 'shed', #ids)
                announce(tenant, ids)
                jobs, bytes = jobs - #ids, bytes - gone
            end
            return jobs <= 0 and bytes <= 0
        end

        """#

    private static let body = #"""
        local tenant, lane, fresh, n = ARGV[3], ARGV[4], ARGV[5] == '1', tonumber(ARGV[9])
        local set = call('HMGET', tkey('ten', tenant), 'state', 'kind', 'bytes', 'maxjobs', 'maxbytes', 'overflow')
        local state = set[1]
        if not state then return {'unknown'} end
        if set[2] then
            local kind = call('HMGET', ckey('kind', set[2]), 'maxjobs', 'maxbytes', 'overflow')
            for i = 1, 3 do set[i + 3] = set[i + 3] or kind[i] end
        end
        if ARGV[11] ~= '' then
            local claim = call('HGET', tkey('run', tenant), ARGV[11])
            if not claim or string.sub(claim, 1, #ARGV[12]) ~= ARGV[12] then return {'lost'} end
        end
        local start, expiry = tonumber(ARGV[7]) + (ARGV[6] == 'at' and 0 or now), false
        if ARGV[20] ~= '' then
            expiry = string.sub(ARGV[20], 1, 1) == '@' and tonumber(string.sub(ARGV[20], 2)) or now + tonumber(ARGV[20])
            if expiry <= math.max(now, start) then return {'expired', num(now)} end
        end
        -- A producer needs a moment to send what it has computed; more than that is a mistake.
        if start < now - 60000 then return {'past', num(now)} end
        if start > now + 3155760000000 then return {'far', num(now)} end
        local first, oncekey = 21, false
        if ARGV[13] ~= '' then
            -- Two hashes that expire whole: what was written in this span of time, and in the one before.
            local span = tonumber(ARGV[14])
            local turn = math.floor(now / span)
            oncekey = tkey('once', tenant, ARGV[14] .. '.' .. num(turn))
            for _, key in ipairs({oncekey, tkey('once', tenant, ARGV[14] .. '.' .. num(turn - 1))}) do
                local entry = call('HGET', key, ARGV[13])
                if entry and struct.unpack('>I8', entry) > now then return {'again', num(now), string.sub(entry, 9)} end
            end
        end
        local guard = call('HGET', ckey('clock'), 'guard')
        if guard and tonumber(guard) > now and tonumber(guard) < now + 600000 then return {'guard'} end
        local someapart, keyed = ARGV[10] == '1', ARGV[15] ~= ''
        local width = 2 + (someapart and 1 or 0) + (fresh and 0 or 1) + (keyed and 1 or 0)
        local jobkey = tkey('job', tenant)
        local known, ids, records, apart, bytes = {}, {}, {}, {}, 0
        local stored = false
        local plain = fresh and not someapart and not keyed and not expiry
        if plain then
            for i = 1, n do
                ids[i] = ARGV[first - 2 + 2 * i]
                bytes = bytes + #ARGV[first - 1 + 2 * i]
            end
        end
        if not fresh then
            local wanted = {}
            for i = 1, n do wanted[i] = ARGV[first + width * (i - 1)] end
            stored = call('HMGET', jobkey, unpack(wanted))
        end
        local fields = {}
        for i = 1, plain and 0 or n do
            local at = first + width * (i - 1)
            local id, record = ARGV[at], ARGV[at + 1]
            if not fresh and (stored[i] or call('HEXISTS', tkey('out', tenant, ARGV[at + width - (keyed and 2 or 1)]), id) == 1) then
                known[#known + 1] = id
            else
                local m = #ids + 1
                ids[m] = id
                if expiry then record = string.sub(record, 1, 5) .. struct.pack('>I8', expiry) .. string.sub(record, 14) end
                records[2 * m - 1], records[2 * m] = id, record
                bytes = bytes + #record
                if someapart and ARGV[at + 2] ~= '' then
                    apart[#apart + 1] = id
                    apart[#apart + 1] = ARGV[at + 2]
                    bytes = bytes + #ARGV[at + 2]
                end
                if keyed then fields[m] = ARGV[at + width - 1] end
            end
        end

        local live, most = call('HLEN', jobkey), tonumber(set[4] and set[4] ~= '-' and set[4] or ARGV[8])
        local mostbytes, over, overbytes, full = set[5] and set[5] ~= '-' and tonumber(set[5]), 0, 0, false
        if live + #ids > most then
            local waits = live - call('HLEN', tkey('run', tenant)) - call('ZCARD', tkey('dead', tenant))
                - call('ZCARD', tkey('quar', tenant))
            over = waits + #ids - most
            if over > 0 then full = {'full', 'jobs', num(waits), num(most), '0'} end
        end
        if mostbytes and tonumber(set[3] or 0) + bytes > mostbytes then
            overbytes = tonumber(set[3] or 0) + bytes - mostbytes
            full = full or {'full', 'bytes', num(tonumber(set[3] or 0)), num(mostbytes), '0'}
        end
        if full and #ids > 0 then
            if set[6] ~= 'shed' or #ids > most or mostbytes and bytes > mostbytes then return full end
            if not shed then
                full[5] = '1'
                return full
            end
            if not shed(over, overbytes) then return full end
        end

        local rejected, followers = {}, {}
        if keyed then
            local left, mine = 0, {}
            for m = 1, #ids do
                local id, field = ids[m], fields[m]
                local answer = mine[field] or contend(field)
                mine[field] = mine[field] or id
                if answer == 'ok' or answer == 'follow' then
                    left = left + 1
                    ids[left], records[2 * left - 1], records[2 * left] = id, id, records[2 * m]
                    local mode = string.sub(ARGV[15], 1, 1)
                    if mode ~= 'F' then call('HSET', tkey('ten', tenant), 'eager', 1) end
                    if answer == 'follow' then
                        followers[id] = true
                        call('HSET', tkey('uniq', tenant), '>' .. field, id)
                        call('HSET', tkey('uof', tenant), id, 'N' .. mode .. field)
                    else
                        call('HSET', tkey('uniq', tenant), field, id)
                        call('HSET', tkey('uof', tenant), id, mode .. field)
                    end
                else
                    rejected[#rejected + 1] = id
                    rejected[#rejected + 1] = answer
                    bytes = bytes - #records[2 * m]
                    for i = 1, #apart, 2 do
                        if apart[i] == id then
                            bytes = bytes - #apart[i + 1]
                            table.remove(apart, i)
                            table.remove(apart, i)
                            break
                        end
                    end
                end
            end
            for m = #ids, left + 1, -1 do ids[m], records[2 * m - 1], records[2 * m] = nil, nil, nil end
        end

        if #ids > 0 then
            if plain then call('HSET', jobkey, unpack(ARGV, first, first - 1 + 2 * n))
            else call('HSET', jobkey, unpack(records)) end
            call('HINCRBY', tkey('ten', tenant), 'bytes', bytes)
            if oncekey then
                call('HSET', oncekey, ARGV[13], struct.pack('>I8', now + tonumber(ARGV[14])) .. ids[1])
                call('PEXPIRE', oncekey, 2 * tonumber(ARGV[14]), 'NX')
            end
            if #apart > 0 then call('HSET', tkey('payload', tenant), unpack(apart)) end
            if ARGV[6] == 'now' and not next(followers) then push(tenant, state, lane, ids, tonumber(ARGV[19]))
            else
                local before = call('ZRANGE', ckey('duetenants'), 0, 0, 'WITHSCORES')
                local args, least, spread = {}, 9e15, tonumber(ARGV[16]) / tonumber(ARGV[18])
                for i, id in ipairs(ids) do
                    local due = followers[id] and 9e15 or start + math.floor(spread * (tonumber(ARGV[17]) + i - 1))
                    args[2 * i - 1] = num(due)
                    args[2 * i] = id
                    least = math.min(least, due)
                end
                call('ZADD', tkey('due', tenant), unpack(args))
                call('ZADD', ckey('duetenants'), 'LT', num(least), tenant)
                if #before == 0 or least < tonumber(before[2]) then wake(queueof(lane), 1) end
            end
        end
        local reply = {'ok', num(now), #known}
        for i = 1, #known do reply[3 + i] = known[i] end
        reply[#reply + 1] = #rejected / 2
        for i = 1, #rejected do reply[#reply + 1] = rejected[i] end
        return reply
        """#
}
