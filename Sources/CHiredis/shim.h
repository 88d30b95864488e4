// hiredis as a RESP parser only: the reader, with reply objects built by Swift.
//
// The function table is filled in C because the type of createArray's count differs by version
// (int up to 0.14, size_t from 1.0), and private data is set as a field because 0.14's
// redisReaderSetPrivdata macro casts the pointer to int.
#ifndef BELLHOP_CHIREDIS_SHIM_H
#define BELLHOP_CHIREDIS_SHIM_H

#include <stddef.h>
#include <hiredis/hiredis.h>
#include <hiredis/read.h>

/// Where a reader reports the parts of a reply, in the order in which they stand on the wire.
typedef struct chiredis_builder {
    void *context;
    void (*string)(void *context, int type, const char *bytes, size_t length);
    void (*array)(void *context, size_t count);
    void (*integer)(void *context, long long value);
    void (*nil)(void *context);
} chiredis_builder;

// Each function returns the builder itself: a non-NULL sentinel, as NULL means "out of memory" to hiredis.
static inline void *chiredis_create_string(const redisReadTask *task, char *bytes, size_t length) {
    chiredis_builder *builder = (chiredis_builder *)task->privdata;
    builder->string(builder->context, task->type, bytes, length);
    return builder;
}

#if HIREDIS_MAJOR >= 1
static inline void *chiredis_create_array(const redisReadTask *task, size_t count) {
#else
static inline void *chiredis_create_array(const redisReadTask *task, int signedCount) {
    size_t count = signedCount < 0 ? 0 : (size_t)signedCount;
#endif
    chiredis_builder *builder = (chiredis_builder *)task->privdata;
    builder->array(builder->context, count);
    return builder;
}

static inline void *chiredis_create_integer(const redisReadTask *task, long long value) {
    chiredis_builder *builder = (chiredis_builder *)task->privdata;
    builder->integer(builder->context, value);
    return builder;
}

static inline void *chiredis_create_nil(const redisReadTask *task) {
    chiredis_builder *builder = (chiredis_builder *)task->privdata;
    builder->nil(builder->context);
    return builder;
}

static inline void chiredis_free_object(void *object) {
    (void)object;
}

/// Makes a reader that reports to `builder`, which must outlive it. NULL when out of memory.
static inline redisReader *chiredis_reader_create(chiredis_builder *builder) {
    static redisReplyObjectFunctions functions = {
        .createString = chiredis_create_string,
        .createArray = chiredis_create_array,
        .createInteger = chiredis_create_integer,
        .createNil = chiredis_create_nil,
        .freeObject = chiredis_free_object,
    };
    redisReader *reader = redisReaderCreateWithFunctions(&functions);
    if (reader != NULL) reader->privdata = builder;
    return reader;
}

/// Bytes fed and not yet parsed.
static inline size_t chiredis_reader_unparsed(const redisReader *reader) {
    return reader->len - reader->pos;
}

/// The reader's error text: empty when there is none.
static inline const char *chiredis_reader_error(const redisReader *reader) {
    return reader->errstr;
}

#endif
