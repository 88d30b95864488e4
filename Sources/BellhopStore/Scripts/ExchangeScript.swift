import BellhopRedis

/// Settles the claims of a worker that ended, and claims ready jobs for its free slots, in one step.
///
///     KEYS[1]  the shard's ring of workers; all keys share its hash tag
///     ARGV     1 namespace, 2 infix, 3 worker, 4 call number, 5 slots wanted, 6 "1" if the worker stands among the
///              idle, 7 quantum in µs, 8 most jobs a pick, 9 ceiling of a tenant's lead in µs, 10 channel, 11 number of queues
///              (0: all), the queues in order of preference, then the number of groups to settle, and for each group:
///              kind, tenant, lane, fence, estimate, measured µs in all, number of items, then
///                F  (finish)     bucket, common bytes, keep for ms, "1" if payloads lie apart, state; id .. own bytes
///                R  (retry)      id, delay in ms, attempts, error        Z (snooze)     id, delay in ms
///                D  (dead)       id, attempts, error                     Q (quarantine) id, error
///                L  (release)    id
///     Returns  status, now in ms, fence, next due instant in ms or -1, "1" if there is more, number of refused ids, the
///              refused ids, number of picks, and for each pick: tenant, lane, estimate, number of jobs, then id and
///              record of each
///     Status   `ok`; `lost` when the worker's lease ended and others may have its jobs; `old` when a later call has
///              been answered already
///     Atomic   yes
///     Repeat   the same call number of a channel gives the same jobs under the same fence, and settles nothing twice
///     Cost     O(log jobs) a job, O(log tenants) a pick of up to 32 jobs
///     Bound    wanted slots, 1 MiB of records, 4 × wanted + 64 visits of tenants that may not run
///
/// A pick is start-time fair queueing with quanta: the tenant of least virtual time gives as many jobs as fit one
/// quantum of estimated worker time, and is charged `estimate / weight` for each.
enum ExchangeScript {
    static let script = RedisScript(
        "exchange", flags: Lua.allowOutOfMemory,
        pieces: [Lua.wake, Lua.ring, Lua.lanes, Lua.due, Lua.marks, Lua.claims, Lua.announce],
        body: settle + claim + main)

    private static let settle = #"""
        local worker, number, want, wasidle = ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5]), ARGV[6] == '1'
        local quantum, most, ceiling = tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[9])
        local heldkey, workerkey = ckey('held', worker), ckey('worker', worker)
        local refused, tenants = {}, {}

        local function learn(tenant, lane, average, weightofold)
            local name = string.match(lane, ':([^:]*)')
            local key = tkey('est', tenant)
            local old = tonumber(call('HGET', key, name))
            if not old then
                if call('HLEN', key) >= 32 then
                    local fields = call('HRANDFIELD', key, 1)
                    call('HDEL', key, fields[1])
                end
            else average = old + (average - old) * weightofold end
            call('HSET', key, name, num(math.max(1, math.floor(average))))
        end

        local function settle(at)
            local kind, tenant, lane = ARGV[at], ARGV[at + 1], ARGV[at + 2]
            local estimate, measured, n = tonumber(ARGV[at + 4]), tonumber(ARGV[at + 5]), tonumber(ARGV[at + 6])
            local claim = claimof(worker, ARGV[at + 3], ARGV[at + 4], lane)
            at = at + 7
            local width = ({F = 1, R = 4, Z = 2, D = 3, Q = 2, L = 1})[kind]
            local first = kind == 'F' and at + 5 or at
            local ids, items = {}, {}
            for i = 1, n do
                local item = first + (i - 1) * width
                ids[i] = kind == 'F' and string.sub(ARGV[item], 1, 16) or ARGV[item]
                items[i] = item
            end
            local runkey, jobkey = tkey('run', tenant), tkey('job', tenant)
            local claims = call('HMGET', runkey, unpack(ids))
            local count = 0
            for i = 1, n do
                if claims[i] == claim then
                    count = count + 1
                    ids[count], items[count] = ids[i], items[i]
                else refused[#refused + 1] = ids[i] end
            end
            for i = count + 1, n do ids[i], items[i] = nil, nil end
            local finish = first + n * width
            if count == 0 then return finish end
            call('HDEL', runkey, unpack(ids))
            if call('HINCRBY', heldkey, tenant, -count) <= 0 then call('HDEL', heldkey, tenant) end
            local queue = queueof(lane)
            local record = tenants[tenant] or call('HMGET', tkey('ten', tenant), 'state', 'weight', 'capped')
            tenants[tenant] = record

            if kind == 'F' then
                local stamp = struct.pack('>I8I8', now + tonumber(ARGV[at + 2]), now)
                local common = stamp .. ARGV[at + 1]
                local fields = {}
                for i = 1, count do
                    fields[2 * i - 1] = ids[i]
                    fields[2 * i] = common .. string.sub(ARGV[items[i]], 17)
                end
                call('HDEL', jobkey, unpack(ids))
                if ARGV[at + 3] == '1' then call('HDEL', tkey('payload', tenant), unpack(ids)) end
                local out = tkey('out', tenant, ARGV[at])
                call('HSET', out, unpack(fields))
                if call('PEXPIRE', out, ARGV[at + 2], 'GT') == 0 and call('PEXPIRE', out, ARGV[at + 2], 'NX') == 1 then
                    call('ZADD', tkey('index', tenant), num(now + tonumber(ARGV[at + 2])), ARGV[at])
                    local past = call('ZRANGEBYSCORE', tkey('index', tenant), '-inf', num(now), 'LIMIT', 0, 4)
                    for _, bucket in ipairs(past) do
                        if call('EXISTS', tkey('out', tenant, bucket)) == 0 then
                            call('ZREM', tkey('index', tenant), bucket)
                        end
                    end
                end
                if ARGV[at + 4] ~= '' then
                    call('HINCRBY', tkey('stat', tenant), ARGV[at + 4], count)
                end
                if call('EXISTS', tkey('err', tenant), tkey('wait', tenant)) > 0 then
                    call('HDEL', tkey('err', tenant), unpack(ids))
                    announce(tenant, ids)
                end
            elseif kind == 'L' then
                unshift(tenant, record[1], lane, ids)
                charge(tenant, queue, -math.floor(count * estimate * 100 / tonumber(record[2] or 100)), 0)
            elseif kind == 'R' or kind == 'Z' then
                local records = call('HMGET', jobkey, unpack(ids))
                local before = call('ZRANGE', ckey('duetenants'), 0, 0, 'WITHSCORES')
                for i = 1, count do
                    local item = items[i]
                    if records[i] then
                        if kind == 'R' then
                            local _, crashes = counts(records[i])
                            call('HSET', jobkey, ids[i], marked(records[i], tonumber(ARGV[item + 2]), crashes))
                            complain(tenant, ids[i], ARGV[item + 3])
                        end
                        call('ZADD', tkey('due', tenant), num(now + tonumber(ARGV[item + 1])), ids[i])
                    end
                end
                rearm(tenant)
                local after = call('ZRANGE', ckey('duetenants'), 0, 0, 'WITHSCORES')
                if #after > 0 and (#before == 0 or tonumber(after[2]) < tonumber(before[2])) then wake(queue, 1) end
                if kind == 'R' then call('HINCRBY', tkey('stat', tenant), 'retried', count) end
            else
                local records = call('HMGET', jobkey, unpack(ids))
                for i = 1, count do
                    local item = items[i]
                    if kind == 'D' and records[i] then
                        local _, crashes = counts(records[i])
                        call('HSET', jobkey, ids[i], marked(records[i], tonumber(ARGV[item + 1]), crashes))
                    end
                    complain(tenant, ids[i], ARGV[item + width - 1])
                    call('ZADD', tkey(kind == 'D' and 'dead' or 'quar', tenant), num(now), ids[i])
                end
                call('HINCRBY', tkey('stat', tenant), kind == 'D' and 'dead' or 'quarantined', count)
                announce(tenant, ids)
            end

            if kind ~= 'L' and kind ~= 'Q' then
                local weight = tonumber(record[2] or 100)
                charge(tenant, queue, math.floor((measured - estimate * count) * 100 / weight),
                    math.floor(ceiling * 100 / weight))
                call('HINCRBY', tkey('stat', tenant), 'us', num(measured))
                local average = measured / count
                -- Below the grain at which a pick is full anyway, a better estimate changes nothing.
                local grain = quantum / most
                if kind ~= 'Z' and (average > grain or estimate > grain) and math.abs(average - estimate) * 8 > estimate then
                    learn(tenant, lane, average, math.min(1, count / 4))
                end
            end
            if record[3] then
                record[3] = false
                call('HDEL', tkey('ten', tenant), 'capped')
                if record[1] == 'active' then unpark(tenant, 1) end
            end
            return finish
        end

        """#

    private static let claim = #"""
        local picks, jobs, bytes, visits, more = {}, 0, 0, 0, '0'
        local fence = false
        -- What stands before the picks is filled in at the end.
        local reply = {'', '', '', '', '', 0}

        local function pick(queue, ring, v, top)
            local tenant, start = top[1], tonumber(top[2])
            local record = call('HMGET', tkey('ten', tenant), 'state', 'weight', 'cap')
            local runkey = tkey('run', tenant)
            local room = want - jobs
            if record[1] ~= 'active' then
                leave(tenant, queue)
                return v
            end
            if record[3] then
                room = math.min(room, tonumber(record[3]) - call('HLEN', runkey))
                if room <= 0 then
                    leave(tenant, queue)
                    call('HSET', tkey('ten', tenant), 'capped', 1)
                    return v
                end
            end
            local laneskey = tkey('lanes', tenant, queue)
            local lane = call('ZRANGE', laneskey, 0, 0)[1]
            if not lane then
                leave(tenant, queue)
                return v
            end
            local lanekey = tkey('lane', tenant, lane)
            local shown = call('HGET', tkey('est', tenant), string.match(lane, ':([^:]*)'))
            local estimate, k = tonumber(shown or quantum), 1
            if shown then k = math.max(1, math.min(most, math.floor(quantum / estimate)))
            else shown = num(quantum) end
            local popped = call('ZPOPMIN', lanekey, math.min(k, room))
            local head = call('ZRANGE', lanekey, 0, 0, 'WITHSCORES')
            if head[2] then call('ZADD', laneskey, head[2], lane) else call('ZREM', laneskey, lane) end
            local remains = head[2] or call('EXISTS', laneskey) == 1
            local ids, count = {}, 0
            for i = 1, #popped, 2 do
                count = count + 1
                ids[count] = popped[i]
            end
            local taken = 0
            if count > 0 then
                if not fence then
                    fence = num(math.max(micros, tonumber(call('HGET', ckey('clock'), 'fence') or 0) + 1))
                    call('HSET', ckey('clock'), 'fence', fence)
                end
                local records = call('HMGET', tkey('job', tenant), unpack(ids))
                local claim = claimof(worker, fence, shown, lane)
                local running, at = {}, #reply
                for i = 1, count do
                    if records[i] then
                        taken = taken + 1
                        running[2 * taken - 1], running[2 * taken] = ids[i], claim
                        reply[at + 3 + 2 * taken] = ids[i]
                        reply[at + 4 + 2 * taken] = records[i]
                        bytes = bytes + string.len(records[i])
                    end
                end
                if taken > 0 then
                    reply[at + 1], reply[at + 2], reply[at + 3], reply[at + 4] = tenant, lane, shown, taken
                    call('HSET', runkey, unpack(running))
                    call('HINCRBY', heldkey, tenant, taken)
                    local held = {}
                    for i = 1, taken do held[i] = running[2 * i - 1] end
                    picks[#picks + 1] = {tenant, lane, shown, table.concat(held)}
                    jobs = jobs + taken
                end
            end
            v = math.max(v, start)
            local weight = tonumber(record[2] or 100)
            local next = math.min(start + math.floor(taken * estimate * 100 / weight), v + math.floor(ceiling * 100 / weight))
            if remains then call('ZADD', ring, next, tenant)
            else
                call('ZREM', ring, tenant)
                if next > v then call('HSET', tkey('ten', tenant), 'tag:' .. queue, num(next)) end
            end
            return v
        end

        local function serve(queue)
            local ring = ckey('ring', queue)
            local v, before = false, false
            while jobs < want do
                if bytes >= 524288 or visits >= 4 * want + 64 then
                    more = '1'
                    break
                end
                local top = call('ZRANGE', ring, 0, 0, 'WITHSCORES')
                if #top == 0 then break end
                if not v then
                    before = clock(queue)
                    v = before
                end
                visits = visits + 1
                v = pick(queue, ring, v, top)
            end
            if v and v > before then
                clocks[queue] = v
                call('HSET', ckey('clock'), 'v:' .. queue, num(v))
            end
        end

        local function replay(packed, claimfence)
            fence = claimfence
            for _, p in ipairs(cmsgpack.unpack(packed)) do
                local ids = {}
                for i = 1, string.len(p[4]), 16 do ids[#ids + 1] = string.sub(p[4], i, i + 15) end
                local claims = call('HMGET', tkey('run', p[1]), unpack(ids))
                local records = call('HMGET', tkey('job', p[1]), unpack(ids))
                local claim = claimof(worker, fence, p[3], p[2])
                local at, taken = #reply, 0
                for i = 1, #ids do
                    if claims[i] == claim and records[i] then
                        taken = taken + 1
                        reply[at + 3 + 2 * taken] = ids[i]
                        reply[at + 4 + 2 * taken] = records[i]
                    end
                end
                if taken > 0 then
                    reply[at + 1], reply[at + 2], reply[at + 3], reply[at + 4] = p[1], p[2], p[3], taken
                    picks[#picks + 1] = p
                end
            end
        end

        """#

    private static let main = #"""
        local queues, at = {}, 12
        for i = 1, tonumber(ARGV[11]) do
            queues[i] = ARGV[at]
            at = at + 1
        end
        local groups = tonumber(ARGV[at])
        at = at + 1
        local status, due = 'ok', '-1'
        local channel = ARGV[10]
        local call0 = call('HMGET', workerkey, 'call' .. channel, 'picks' .. channel, 'fence' .. channel)
        local last = tonumber(call0[1] or 0)
        if not call('ZSCORE', ckey('workers'), worker) then status = 'lost' end
        if number > 0 and number < last then status = 'old' end
        local counted = 7
        local function list(ids)
            reply[6] = #ids
            for i = 1, #ids do reply[6 + i] = ids[i] end
            counted = 7 + #ids
            reply[counted] = 0
        end
        list({})
        if number > 0 and number == last and status == 'ok' then
            -- What is left to do, and whether the worker stands among the idle, was in the answer that was lost.
            more = '1'
            if call0[2] then replay(call0[2], call0[3]) end
        elseif status ~= 'old' then
            for i = 1, groups do at = settle(at) end
            list(refused)
            if number > 0 and status == 'ok' then
                if want > 0 then
                    due = promote(16, 64)
                    local all = #queues == 0
                    local served = queues
                    if all then served = call('ZRANGE', ckey('allqueues'), 0, 1023) end
                    for _, queue in ipairs(served) do
                        if jobs >= want then break end
                        serve(queue)
                    end
                end
                local names = #queues == 0 and {''} or queues
                if jobs < want and more == '0' then
                    for _, queue in ipairs(names) do call('ZADD', ckey('idle', queue), want - jobs, worker) end
                elseif want > 0 or wasidle then
                    for _, queue in ipairs(names) do call('ZREM', ckey('idle', queue), worker) end
                end
                if fence then
                    call('HSET', workerkey, 'call' .. channel, ARGV[4], 'picks' .. channel, cmsgpack.pack(picks),
                        'fence' .. channel, fence)
                else
                    call('HSET', workerkey, 'call' .. channel, ARGV[4])
                    if call0[2] then call('HDEL', workerkey, 'picks' .. channel, 'fence' .. channel) end
                end
            end
        end
        reply[1], reply[2], reply[3], reply[4], reply[5] = status, num(now), fence or '0', due, more
        reply[counted] = #picks
        return reply
        """#
}
