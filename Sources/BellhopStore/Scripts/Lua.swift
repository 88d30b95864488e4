import BellhopRedis

/// Holds the pieces of Lua that the scripts are joined from.
///
/// Rules that every script keeps (each was a bug in some other job runner):
///
/// 1. It refuses before its first write: Redis does not undo what a script wrote before it failed.
/// 2. A missing reply is `false`, never `nil`.
/// 3. Integers stay below 2^53. They go to commands as numbers, which Redis writes with 17 digits, and into text by
///    `%.0f`; `..` would round them to 14 digits.
/// 4. Time is the server's, read once.
/// 5. Every loop has a bound.
/// 6. All keys share the shard's hash tag; they are joined here from the namespace, the class and the tenant alone.
enum Lua {
    /// Opens a script that must work when Redis has reached its memory limit, because it frees memory or ends work.
    static let allowOutOfMemory = "#!lua flags=allow-oom\n"
    /// Opens a script that Redis refuses as a whole, before its first command, when the memory limit is reached.
    static let refuseOutOfMemory = "#!lua\n"
    /// Opens a script that writes nothing.
    static let readOnly = "#!lua flags=no-writes\n"

    /// Defines `ns`, `tag`, `call`, `num`, the key builders, and `now` in milliseconds with `micros`.
    ///
    ///     ARGV[1] namespace   ARGV[2] infix ":{<shard>}:"
    static let prelude = #"""
        local call, fmt = redis.call, string.format
        local ns, tag = ARGV[1], ARGV[2]
        local function num(n) return fmt('%.0f', n) end
        local function tkey(class, tenant, name) return ns .. ':' .. class .. tag .. tenant .. ':' .. (name or '') end
        local function ckey(class, name) return ns .. ':' .. class .. tag .. '~:' .. (name or '') end
        local time = call('TIME')
        local micros = tonumber(time[1]) * 1000000 + tonumber(time[2])
        local now = math.floor(micros / 1000)

        """#

    /// Defines `wake(queue, jobs)`: tells as many idle workers as `jobs` need that `queue` has work.
    ///
    /// A worker stands among the idle from the claim that left it with free slots until it is woken or claims again,
    /// and both happen inside scripts, so that no wake-up is lost and nothing is published while all are busy.
    static let wake = #"""
        local function wake(queue, jobs)
            local woken = 0
            for _, name in ipairs({queue, ''}) do
                for _ = 1, 64 do
                    if jobs <= 0 or woken >= 8 then return end
                    local worker = call('ZPOPMAX', ckey('idle', name))
                    if #worker == 0 then break end
                    if call('PUBLISH', ckey('wake', worker[1]), queue) > 0 then
                        woken, jobs = woken + 1, jobs - tonumber(worker[2])
                    end
                end
            end
        end

        """#

    /// Defines the ring: `clock(queue)`, `enter(tenant, queue)`, `leave(tenant, queue)`, `charge(tenant, queue, by,
    /// lead)`, `unpark(tenant, jobs)`.
    ///
    /// Start-time fair queueing (Goyal, Vin, Cheng 1996): a tenant enters at the later of its own tag and the clock;
    /// tags at or below the clock are not stored, so that an idle tenant costs nothing.
    static let ring = #"""
        local clocks = {}
        local function clock(queue)
            if not clocks[queue] then clocks[queue] = tonumber(call('HGET', ckey('clock'), 'v:' .. queue) or 0) end
            return clocks[queue]
        end
        local function enter(tenant, queue)
            local ring = ckey('ring', queue)
            if call('ZSCORE', ring, tenant) then return end
            local v = clock(queue)
            local stored = call('HGET', tkey('ten', tenant), 'tag:' .. queue)
            if stored then call('HDEL', tkey('ten', tenant), 'tag:' .. queue) end
            call('ZADD', ring, num(math.max(v, tonumber(stored or 0))), tenant)
        end
        local function store(tenant, queue, at, v)
            if at > v then call('HSET', tkey('ten', tenant), 'tag:' .. queue, num(at))
            else call('HDEL', tkey('ten', tenant), 'tag:' .. queue) end
        end
        local function leave(tenant, queue)
            local at = call('ZSCORE', ckey('ring', queue), tenant)
            if not at then return end
            call('ZREM', ckey('ring', queue), tenant)
            store(tenant, queue, tonumber(at), clock(queue))
        end
        local function charge(tenant, queue, by, lead)
            if by == 0 then return end
            local v = clock(queue)
            local function moved(from)
                -- A refund never lifts a tenant over those that were not charged, nor a bill beyond the longest lead.
                if by < 0 then return math.max(math.min(from, v), from + by) end
                return math.max(from, math.min(from + by, v + lead))
            end
            local at = call('ZSCORE', ckey('ring', queue), tenant)
            if at then return call('ZADD', ckey('ring', queue), moved(tonumber(at)), tenant) end
            local stored = call('HGET', tkey('ten', tenant), 'tag:' .. queue)
            if stored or by > 0 then store(tenant, queue, moved(math.max(tonumber(stored or 0), v)), v) end
        end
        local function unpark(tenant, jobs)
            for _, queue in ipairs(call('ZRANGE', tkey('queues', tenant), 0, 1023)) do
                if call('EXISTS', tkey('lanes', tenant, queue)) == 1 then
                    enter(tenant, queue)
                    wake(queue, jobs)
                end
            end
        end

        """#

    /// Defines `push(tenant, state, lane, ids)`: puts jobs at the tail of a lane and wakes workers for them,
    /// `unshift(tenant, state, lane, ids)`: puts them at its head, `routing(record)`: the lane that a record belongs to, and
    /// `suspected(lane)`: the one beside a lane for jobs that a worker died with, see decision 6.
    static let lanes = #"""
        local function queueof(lane) return string.match(lane, '^[^:]*') end
        local function issuspect(lane) return string.sub(lane, -1) == '!' end
        local function suspected(lane) return lane .. (string.find(lane, ':.*:') and '!' or ':!') end
        local function routing(record)
            local at = 6
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
        local function push(tenant, state, lane, ids)
            local last = call('HINCRBY', tkey('ten', tenant), 'seq', #ids)
            local args = {}
            for i, id in ipairs(ids) do
                args[2 * i - 1] = last - #ids + i
                args[2 * i] = id
            end
            call('ZADD', tkey('lane', tenant, lane), unpack(args))
            show(tenant, state, lane, last - #ids + 1, #ids)
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
                                lanes[lane] = {}
                                order[#order + 1] = lane
                            end
                            table.insert(lanes[lane], id)
                        end
                    end
                    call('ZREM', key, unpack(ids))
                    for _, lane in ipairs(order) do push(tenant, state, lane, lanes[lane]) end
                end
                rearm(tenant)
            end
            head = call('ZRANGE', ckey('duetenants'), 0, 0, 'WITHSCORES')
            return head[2] or '-1'
        end

        """#

    /// Defines what holds lanes back: `limitsof(lane)`, `roomof(tenant, lane)`, `park(tenant, lane, limit, head)`,
    /// `unparklanes(tenant, limit, count)`, `passon(tenant, lane)`, `counted(tenant, lane, count, limits)` and
    /// `given(tenant, lane, count, limits)`.
    ///
    /// A limit is named by what it holds: `q:<queue>`, `n:<job name>`, `k:<job name>:<key>` for caps, `pq:` and `pn:` for
    /// pauses, `r:<job name>` for rates. A lane that a limit holds back stands in the sorted set `park:<limit>` and not
    /// among the lanes that are looked at; it comes back when a claim under the limit ends, or at the refill instant.
    /// As long as a lane is parked under a limit, that limit has no room, or a lane under it is among those looked at:
    /// whoever leaves without taking its place passes it on.
    static let limits = #"""
        local function limitsof(lane)
            if issuspect(lane) then lane = string.gsub(string.sub(lane, 1, -2), ':$', '') end
            local queue, name, key = string.match(lane, '^([^:]*):([^:]*):?(.*)$')
            return {'q:' .. queue, 'n:' .. name, key ~= '' and 'k:' .. name .. ':' .. key or false}, queue, name
        end
        local function gcra(rate, tat)
            local interval, burst = string.match(rate, '^(%d+) (%d+)$')
            interval, burst = tonumber(interval), tonumber(burst)
            -- A stored instant further away than a whole burst is of a clock that has jumped back since.
            tat = math.min(math.max(tonumber(tat or 0), micros), micros + burst * interval)
            return math.floor((micros + burst * interval - tat) / interval), tat, interval, burst
        end
        local function refillat(rate, tat, entry, queue)
            local _, from, interval, burst = gcra(rate, tat)
            local at = math.ceil((from - (burst - 1) * interval) / 1000)
            local head = call('ZRANGE', ckey('refill'), 0, 0, 'WITHSCORES')
            call('ZADD', ckey('refill'), num(at), entry)
            if #head == 0 or at < tonumber(head[2]) then wake(queue, 1) end
        end
        local function roomof(tenant, lane)
            local ids, queue, name = limitsof(lane)
            local caps = call('HMGET', tkey('lim', tenant), ids[1], ids[2], 'k:' .. name, 'pq:' .. queue, 'pn:' .. name, 'r:' .. name)
            if caps[4] then return 0, 'pq:' .. queue end
            if caps[5] then return 0, 'pn:' .. name end
            local used = call('HMGET', tkey('use', tenant), ids[1], ids[2], ids[3] or '-')
            local room, limit = 4000, false
            for i = 1, 3 do
                local cap = ids[i] and (caps[i] or i == 3 and '1')
                if cap then
                    local left = tonumber(cap) - tonumber(used[i] or 0)
                    if left < room then room, limit = left, ids[i] end
                end
            end
            if room > 0 and caps[6] then
                local left = gcra(caps[6], call('HGET', tkey('tat', tenant), 'r:' .. name))
                if left < room then room, limit = left, 'r:' .. name end
                if left <= 0 then
                    refillat(caps[6], call('HGET', tkey('tat', tenant), 'r:' .. name), tenant .. ' r:' .. name, queue)
                end
            end
            return room, limit
        end
        local function mayrun(tenant)
            local record = call('HMGET', tkey('ten', tenant), 'state', 'capped')
            return record[1] == 'active' and not record[2]
        end
        local function unpark1(tenant, lane, limit)
            call('HDEL', tkey('parked', tenant), lane)
            call('ZREM', tkey('park', tenant, limit), lane)
            local head = call('ZRANGE', tkey('lane', tenant, lane), 0, 0, 'WITHSCORES')
            if not head[2] then return false end
            local queue = queueof(lane)
            call('ZADD', tkey('lanes', tenant, queue), head[2], lane)
            if mayrun(tenant) then
                enter(tenant, queue)
                wake(queue, 1)
            end
            return true
        end
        local function unparklanes(tenant, limit, count)
            local shown = 0
            for _ = 1, 16 do
                if shown >= count then return end
                local lanes = call('ZRANGE', tkey('park', tenant, limit), 0, math.min(count - shown, 1000) - 1)
                if #lanes == 0 then return end
                for _, lane in ipairs(lanes) do if unpark1(tenant, lane, limit) then shown = shown + 1 end end
            end
        end
        local function passon(tenant, lane)
            if call('EXISTS', tkey('parked', tenant)) == 0 then return end
            local ids, _, name = limitsof(lane)
            for _, limit in ipairs({ids[1], ids[2], ids[3] or 'r:' .. name, 'r:' .. name}) do
                local next = call('ZRANGE', tkey('park', tenant, limit), 0, 0)[1]
                if next and roomof(tenant, next) > 0 then unpark1(tenant, next, limit) end
            end
        end
        local function park(tenant, lane, limit, head)
            call('ZREM', tkey('lanes', tenant, queueof(lane)), lane)
            call('HSET', tkey('parked', tenant), lane, limit)
            call('ZADD', tkey('park', tenant, limit), head, lane)
            passon(tenant, lane)
        end
        local function count(tenant, lane, by, limits)
            local ids, queue, name = limitsof(lane)
            if ids[3] and call('HINCRBY', tkey('use', tenant), ids[3], by) <= 0 then call('HDEL', tkey('use', tenant), ids[3]) end
            if limits then
                local caps = call('HMGET', tkey('lim', tenant), ids[1], ids[2])
                for i = 1, 2 do if caps[i] then call('HINCRBY', tkey('use', tenant), ids[i], by) end end
            end
            return ids, queue, name
        end
        local function counted(tenant, lane, by, limits)
            local _, _, name = count(tenant, lane, by, limits)
            local rate = limits and call('HGET', tkey('lim', tenant), 'r:' .. name)
            if rate then
                local _, tat, interval = gcra(rate, call('HGET', tkey('tat', tenant), 'r:' .. name))
                call('HSET', tkey('tat', tenant), 'r:' .. name, num(tat + by * interval))
            end
        end
        local function given(tenant, lane, by, limits)
            if not limits and not string.find(lane, ':.*:') then return end
            local ids = count(tenant, lane, -by, limits)
            for i = 1, 3 do if ids[i] then unparklanes(tenant, ids[i], by) end end
        end
        local function givenqueue(queue, by)
            if call('HEXISTS', ckey('qlim'), 'cap:' .. queue) == 0 then return end
            call('HINCRBY', ckey('qlim'), 'use:' .. queue, -by)
            wake(queue, by)
        end

        """#

    /// Defines, over `limits`, `pull(tenant, record, id)`: takes a job that waits out of its place, and gives its lane.
    static let pull = #"""
        local function pull(tenant, record, id)
            local lane = routing(record)
            local queue = queueof(lane)
            if call('ZREM', tkey('due', tenant), id) == 1 then rearm(tenant)
            elseif call('ZREM', tkey('lane', tenant, lane), id) == 1 then
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
            return lane
        end

        """#

    /// Defines `marked(record, attempts, crashes)`: the record with its counts rewritten, and `counts(record)`.
    static let marks = #"""
        local function counts(record)
            local a, b, c = string.byte(record, 1, 3)
            return a * 256 + b, c
        end
        local function marked(record, attempts, crashes)
            attempts, crashes = math.min(attempts, 65535), math.min(crashes, 255)
            return string.char(math.floor(attempts / 256), attempts % 256, crashes) .. string.sub(record, 4)
        end
        local function complain(tenant, id, text)
            if text == '' then return end
            local key = tkey('err', tenant)
            local old = call('HGET', key, id)
            if old then text = string.sub(old .. '\n' .. text, -16384) end
            call('HSET', key, id, text)
        end

        """#

    /// Defines `sound(record, id, tenant)`: says that a record leads to a lane, and that its header is of this job and
    /// tenant.
    static let sound = #"""
        local function sound(record, id, tenant)
            if string.byte(record, 5) ~= 1 then return false end
            local at, parts = 6, {}
            for i = 1, 3 do
                local n = string.byte(record, at)
                if not n then return false end
                parts[i] = string.sub(record, at + 1, at + n)
                if #parts[i] ~= n then return false end
                at = at + 1 + n
            end
            local n = string.byte(record, at + 16)
            return string.match(parts[1], '^[a-z0-9][a-z0-9_-]*$') and string.match(parts[2], '^[%w][%w._-]*$')
                and string.sub(record, at, at + 15) == id and n
                and string.sub(record, at + 17, at + 16 + n) == tenant
        end

        """#

    /// Defines `claimof(worker, fence, estimate, lane)`: what stands for a claim in the hash of running jobs.
    ///
    /// It is longer than 64 bytes, so that the hash is a table from the start: as a list, which Redis makes of short
    /// values, it costs two microseconds more a job at a hundred running jobs.
    static let claims = #"""
        local function claimof(worker, fence, estimate, lane)
            local claim = worker .. ' ' .. fence .. ' ' .. estimate .. ' ' .. lane
            return claim .. string.rep(' ', 65 - string.len(claim))
        end

        """#

    /// Defines `forget(tenant, ids)`: deletes all that is kept of jobs beside their places and outcomes.
    static let forget = #"""
        local function forget(tenant, ids)
            for _, class in ipairs({'job', 'payload', 'err', 'prog', 'unk'}) do call('HDEL', tkey(class, tenant), unpack(ids)) end
        end

        """#

    /// Defines `bucketof(id)`: the bucket that a job's outcome goes to.
    static let bucket = #"""
        local function bucketof(id)
            local b = {string.byte(id, 1, 8)}
            return fmt('%02x%02x%02x%02x%04x', b[1], b[2], b[3], b[4], (b[7] % 16) * 256 + b[8])
        end

        """#

    /// Defines, over `bucket` and `forget`, `cancelled(tenant, lane, id, attempts, keep)`: writes down, for `keep` ms, that a job which is in no state
    /// any more was cancelled, and forgets the job.
    static let cancelled = #"""
        local function cancelled(tenant, lane, id, attempts, keep)
            local queue, name = string.match(lane, '^([^:]*):([^:]*)')
            local bucket = bucketof(id)
            local stamp = struct.pack('>I8I8', now + tonumber(keep), now)
            local common = string.char(1) .. string.rep('\0', 8) .. string.char(#queue) .. queue .. string.char(#name) .. name
            local own = string.char(math.floor(attempts / 256), attempts % 256, 0, 0, 0, 0)
            forget(tenant, {id})
            call('HSET', tkey('out', tenant, bucket), id, stamp .. common .. own)
            prolong(tenant, bucket, keep)
            call('HINCRBY', tkey('stat', tenant), 'cancelled', 1)
            announce(tenant, {id})
        end

        """#

    /// Defines `prolong(tenant, bucket, keep)`: keeps a bucket of outcomes for `keep` ms from now at the least, and notes a
    /// new one in the tenant's index, from which a few that have gone are taken.
    static let outcomes = #"""
        local function prolong(tenant, bucket, keep)
            local out = tkey('out', tenant, bucket)
            if call('PEXPIRE', out, keep, 'GT') == 1 or call('PEXPIRE', out, keep, 'NX') == 0 then return end
            local index = tkey('index', tenant)
            call('ZADD', index, num(now + tonumber(keep)), bucket)
            for _, past in ipairs(call('ZRANGEBYSCORE', index, '-inf', num(now), 'LIMIT', 0, 4)) do
                if call('EXISTS', tkey('out', tenant, past)) == 0 then call('ZREM', index, past) end
            end
        end

        """#

    /// Defines `announce(tenant, ids)`: tells those who wait for one of the jobs that it has ended.
    static let announce = #"""
        local function announce(tenant, ids)
            local key = tkey('wait', tenant)
            local awaited = call('ZMSCORE', key, unpack(ids))
            for i, id in ipairs(ids) do
                if awaited[i] then
                    call('PUBLISH', tkey('done', tenant), id)
                    call('ZREM', key, id)
                end
            end
        end

        """#
}

extension RedisScript {
    /// Joins a script of the pieces that it needs; the name stands in its first comment.
    init(_ name: StaticString, flags: String, pieces: [String], body: String) {
        self.init(name: name, source: flags + "-- bellhop \(name)\n" + Lua.prelude + pieces.joined() + body)
    }
}
