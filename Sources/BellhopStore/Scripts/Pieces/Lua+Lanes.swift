extension Lua {
    /// Defines `push(tenant, state, lane, ids, credits)`: puts jobs at the tail of a lane, less the credit of each, and wakes
    /// workers for them, `unshift(tenant, state, lane, ids)`: puts them at its head, `routing(record)`: the lane that a record
    /// belongs to, `creditof(record)`: how many places its priority is worth, and `suspected(lane)`: the one beside a lane for
    /// jobs that a worker died with, see decision 6.
    ///
    /// A place is the tenant's sequence number less 1 000 for each step of priority, so that nothing starves: a job waits for
    /// at most so many later ones of its tenant.
    static let lanes = #"""
        local function queueof(lane) return string.match(lane, '^[^:]*') end
        local function issuspect(lane) return string.sub(lane, -1) == '!' end
        local function suspected(lane) return lane .. (string.find(lane, ':.*:') and '!' or ':!') end
        local function fieldsat(record) return (string.byte(record, 4) or 0) % 4 >= 2 and 15 or 7 end
        local function routing(record)
            local at = fieldsat(record)
            local parts = {}
            for i = 1, 3 do
                local n = string.byte(record, at) or 0
                parts[i] = string.sub(record, at + 1, at + n)
                at = at + 1 + n
            end
            local lane = parts[1] .. ':' .. parts[2]
            if parts[3] ~= '' then lane = lane .. ':' .. parts[3] end
            -- Jobs with a crash behind them have lanes of their own, so that they hold up no others.
            if (string.byte(record, 3) or 0) > 0 then lane = suspected(lane) end
            return lane
        end
        local function creditof(record) return ((string.byte(record, 5) or 128) - 128) * 1000 end
        local function show(tenant, state, lane, head, jobs)
            local queue = queueof(lane)
            local limit = call('HGET', tkey('parked', tenant), lane)
            if limit then return call('ZADD', tkey('park', tenant, limit), 'LT', head, lane) end
            if call('ZADD', tkey('lanes', tenant, queue), 'LT', 'CH', head, lane) == 1 then
                call('ZADD', tkey('queues', tenant), 'NX', 0, queue)
                call('ZADD', ckey('allqueues'), 'NX', 0, queue)
                if state == 'active' and call('HEXISTS', tkey('ten', tenant), 'capped') == 0 then enter(tenant, queue) end
            end
            if state == 'active' then wake(queue, jobs) end
        end
        local function push(tenant, state, lane, ids, credits)
            local last = call('HINCRBY', tkey('ten', tenant), 'seq', #ids)
            local args, least = {}, 9e15
            for i, id in ipairs(ids) do
                local place = last - #ids + i - (credits and (type(credits) == 'table' and credits[i] or credits) or 0)
                args[2 * i - 1] = place
                args[2 * i] = id
                least = math.min(least, place)
            end
            call('ZADD', tkey('lane', tenant, lane), unpack(args))
            show(tenant, state, lane, least, #ids)
        end
        local function unshift(tenant, state, lane, ids)
            local key = tkey('lane', tenant, lane)
            local head = call('ZRANGE', key, 0, 0, 'WITHSCORES')
            if not head[2] then head = call('ZRANGE', tkey('lanes', tenant, queueof(lane)), 0, 0, 'WITHSCORES') end
            local first = (head[2] and tonumber(head[2]) or tonumber(call('HGET', tkey('ten', tenant), 'seq') or 0) + 1) - #ids
            local args = {}
            for i, id in ipairs(ids) do
                args[2 * i - 1] = first + i - 1
                args[2 * i] = id
            end
            call('ZADD', key, unpack(args))
            show(tenant, state, lane, first, #ids)
        end

        """#

    /// Defines `rearm(tenant)`: notes a tenant's next due instant, and `promote(tenants, jobs)`: moves due jobs to the
    /// tails of their lanes, at most `jobs` of each of at most `tenants` tenants, so that one tenant's midnight million
    /// delays no one, and gives the next due instant of the shard or -1.
    static let due = #"""
        local function rearm(tenant)
            local head = call('ZRANGE', tkey('due', tenant), 0, 0, 'WITHSCORES')
            if #head == 0 then call('ZREM', ckey('duetenants'), tenant)
            else call('ZADD', ckey('duetenants'), head[2], tenant) end
        end
        local function promote(tenants, jobs)
            local head = call('ZRANGE', ckey('duetenants'), 0, 0, 'WITHSCORES')
            if not head[2] then return '-1' end
            if tonumber(head[2]) > now then return head[2] end
            local ready = call('ZRANGEBYSCORE', ckey('duetenants'), '-inf', num(now), 'LIMIT', 0, tenants)
            for _, tenant in ipairs(ready) do
                local key = tkey('due', tenant)
                local ids = call('ZRANGEBYSCORE', key, '-inf', num(now), 'LIMIT', 0, jobs)
                if #ids > 0 then
                    local state = call('HGET', tkey('ten', tenant), 'state')
                    local records = call('HMGET', tkey('job', tenant), unpack(ids))
                    local lanes, order = {}, {}
                    for i, id in ipairs(ids) do
                        if records[i] then
                            local lane = routing(records[i])
                            if not lanes[lane] then
                                lanes[lane] = {ids = {}, credits = {}}
                                order[#order + 1] = lane
                            end
                            table.insert(lanes[lane].ids, id)
                            table.insert(lanes[lane].credits, creditof(records[i]))
                        end
                    end
                    call('ZREM', key, unpack(ids))
                    for _, lane in ipairs(order) do push(tenant, state, lane, lanes[lane].ids, lanes[lane].credits) end
                end
                rearm(tenant)
            end
            head = call('ZRANGE', ckey('duetenants'), 0, 0, 'WITHSCORES')
            return head[2] or '-1'
        end

        """#

    /// Defines, over `limits`, `relist(tenant, lane)`: puts a lane whose head has changed where it belongs, and
    /// `pull(tenant, record, id)`: takes a job that waits out of its place, and gives its lane.
    static let pull = #"""
        local function relist(tenant, lane)
            local queue = queueof(lane)
            local head = call('ZRANGE', tkey('lane', tenant, lane), 0, 0, 'WITHSCORES')
            local laneskey = tkey('lanes', tenant, queue)
            local limit = call('HGET', tkey('parked', tenant), lane)
            if limit and head[2] then call('ZADD', tkey('park', tenant, limit), head[2], lane)
            elseif limit then unpark1(tenant, lane, limit)
            else
                if head[2] then call('ZADD', laneskey, head[2], lane) else call('ZREM', laneskey, lane) end
                if call('EXISTS', laneskey) == 0 then leave(tenant, queue) end
                if not head[2] then passon(tenant, lane) end
            end
        end
        local function pull(tenant, record, id)
            local lane = routing(record)
            if call('ZREM', tkey('due', tenant), id) == 1 then rearm(tenant)
            elseif call('ZREM', tkey('lane', tenant, lane), id) == 1 then relist(tenant, lane) end
            return lane
        end

        """#
}
