import BellhopRedis

/// Settles the claims of a worker that ended, and claims ready jobs for its free slots, in one step.
///
///     KEYS[1]  the shard's ring of workers; all keys share its hash tag
///     ARGV     1 namespace, 2 infix, 3 worker, 4 call number, 5 slots wanted, 6 "1" if the worker stands among the
///              idle, 7 quantum in µs, 8 most jobs a pick, 9 ceiling of a tenant's lead in µs, 10 channel, 11 keep the
///              outcomes of cancelled jobs for ms, 12 number of queues (0: all), the queues in order of preference, then the number of groups to settle, and for each group:
///              kind, tenant, lane, fence, estimate, measured µs in all, µs that beats have charged beyond the estimates,
///              number of items, then
///                F  (finish)     bucket, common bytes, keep for ms, "1" if payloads lie apart, state, bytes of the records;
///                                then id .. own bytes of each
///                R  (retry)      id, delay in ms, attempts, error        Z (snooze)     id, delay in ms
///                D  (dead)       id, attempts, error                     Q (quarantine) id, error
///                L  (release)    id                                   U (unknown name) id, hold for ms, error
///     Returns  status, now in ms, fence, next due instant in ms or -1, "1" if there is more, number of refused ids, the
///              refused ids, number of picks, and for each pick: tenant, lane, estimate, number of jobs, then id and
///              record of each
///     Status   `ok`; `lost` when the worker's lease ended and others may have its jobs; `old` when a later call has
///              been answered already
///     Atomic   yes
///     Repeat   the same call number of a channel gives the same jobs under the same fence, and settles nothing twice
///     Cost     O(log jobs) a job, O(log tenants) a pick of up to 32 jobs
///     Bound    wanted slots, 1 MiB of records, 4 × wanted + 64 visits, 64 refills
///
/// A pick is start-time fair queueing with quanta: the tenant of least virtual time gives as many jobs as fit one
/// quantum of estimated worker time, and is charged `estimate / weight` for each.
enum ExchangeScript {
    static let script = RedisScript(
        "exchange", flags: Lua.allowOutOfMemory,
        pieces: [
            Lua.wake, Lua.ring, Lua.lanes, Lua.terms, Lua.limits, Lua.due, Lua.marks, Lua.weights, Lua.claims,
            Lua.unique,
            Lua.outcomes, Lua.announce, Lua.bucket, Lua.forget, Lua.cancelled,
        ],
        body: settle + claim + main)

    /// Reads from the arguments (the first is the namespace) how many slots a call wants, and how many groups it settles.
    static func load(_ arguments: [String]) -> (wanted: Int, groups: Int) {
        func number(_ argument: Int) -> Int {
            arguments.indices.contains(argument - 1) ? Int(arguments[argument - 1]) ?? 0 : 0
        }
        return (number(5), number(13 + number(12)))
    }

    private static let main = #"""
        local queues, at = {}, 13
        for i = 1, tonumber(ARGV[12]) do
            queues[i] = ARGV[at]
            at = at + 1
        end
        local groups = tonumber(ARGV[at])
        at = at + 1
        local status, due, pending = 'ok', '-1', false
        local channel = ARGV[10]
        local call0 = call('HMGET', workerkey, 'call' .. channel, 'picks' .. channel, 'fence' .. channel, 'suspect')
        suspect = call0[4]
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
            if spent > 0 then clocked(ckey('spent'), spent) end
            if call0[4] and not suspect then
                call0[4] = false
                call('HDEL', workerkey, 'suspect', 'started')
            end
            list(refused)
            if number > 0 and status == 'ok' then
                if want > 0 then
                    refill()
                    due = promote(16, 64)
                    local served, turn = queues, 0
                    if #queues == 0 then
                        -- A worker that serves all has no order of preference: each call begins with another queue.
                        served = call('ZRANGE', ckey('allqueues'), 0, 1023)
                        turn = #served > 0 and number % #served or 0
                    end
                    for i = 1, #served do
                        if jobs >= want then break end
                        serve(served[(i - 1 + turn) % #served + 1])
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
                    if suspect and suspect ~= call0[4] then
                        call('HSET', workerkey, 'suspect', suspect)
                        call('HDEL', workerkey, 'started')
                    end
                else
                    call('HSET', workerkey, 'call' .. channel, ARGV[4])
                    if call0[2] then call('HDEL', workerkey, 'picks' .. channel, 'fence' .. channel) end
                end
            end
        end
        -- Who has free slots learns the refill instant from the answer; else somebody idle has to.
        if refilled and (jobs >= want or status ~= 'ok') then wake(refilled, 1) end
        -- What the picks of this call have parked counts too.
        if want > 0 then pending = call('ZRANGE', ckey('refill'), 0, 0, 'WITHSCORES')[2] end
        if pending and (due == '-1' or tonumber(pending) < tonumber(due)) then due = pending end
        reply[1], reply[2], reply[3], reply[4], reply[5] = status, num(now), fence or '0', due, more
        reply[counted] = #picks
        return reply
        """#
}
