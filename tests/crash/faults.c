/* Loaded before libc: counts the calls that change files under one folder, and at a chosen one lets the process die,
   write half and die, or find the disk full. It can also keep a log of the calls, from which a power loss is played. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

enum { COUNT, KILL, TEAR, FULL, READ_ONLY, LOG };

static char place[4096];
static long at, seen;
static int mode, armed, book = -1;

long fault_count(void) { return seen; }

void fault_arm(const char *folder, long nth, int what, int log) {
    strncpy(place, folder, sizeof place - 1);
    at = nth; mode = what; book = log; seen = 0; armed = 1;
}

void fault_disarm(void) { armed = 0; }

static int mine(const char *path) { return armed && path && strncmp(path, place, strlen(place)) == 0; }

static int path_of(int fd, char *path, size_t size) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t got = readlink(link, path, size - 1);
    if (got < 0) return 0;
    path[got] = 0;
    return mine(path);
}

static ssize_t true_write(int fd, const void *data, size_t size) {
    static ssize_t (*real)(int, const void *, size_t);
    if (!real) real = dlsym(RTLD_NEXT, "write");
    return real(fd, data, size);
}

static ssize_t true_pwrite(int fd, const void *data, size_t size, off_t where) {
    static ssize_t (*real)(int, const void *, size_t, off_t);
    if (!real) real = dlsym(RTLD_NEXT, "pwrite64");
    return real(fd, data, size, where);
}

static void note(char kind, const char *path, uint64_t where, uint64_t size, const void *data) {
    if (mode != LOG) return;
    uint64_t head[4] = { (uint64_t)kind, strlen(path), where, size };
    true_write(book, head, sizeof head);
    true_write(book, path, head[1]);
    if (data) true_write(book, data, size);
}

/* What an onlooker was told by now: no power loss may take it back. */
void fault_mark(const char *word) { if (armed) note('k', word, 0, 0, NULL); }

/* 0: go on; 1: fail with errno. Does not come back where the process is to die. */
static int met(int fd, const void *data, size_t size, off_t where) {
    seen++;
    if (seen < at) return 0;
    if (mode == FULL && (data || size)) { errno = ENOSPC; return 1; }
    if (seen != at) return 0;
    if (mode == TEAR && data) {
        if (where < 0) true_write(fd, data, size / 2); else true_pwrite(fd, data, size / 2, where);
    }
    if (mode == KILL || mode == TEAR) { kill(getpid(), SIGKILL); for (;;) pause(); }
    return 0;
}

ssize_t write(int fd, const void *data, size_t size) {
    char path[4096];
    if (!armed || !path_of(fd, path, sizeof path)) return true_write(fd, data, size);
    if (met(fd, data, size, -1)) return -1;
    note('w', path, (uint64_t)lseek(fd, 0, SEEK_CUR), size, data);
    return true_write(fd, data, size);
}

ssize_t pwrite64(int fd, const void *data, size_t size, off_t where) {
    char path[4096];
    if (!armed || !path_of(fd, path, sizeof path)) return true_pwrite(fd, data, size, where);
    if (met(fd, data, size, where)) return -1;
    note('w', path, (uint64_t)where, size, data);
    return true_pwrite(fd, data, size, where);
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t where) { return pwrite64(fd, data, size, where); }

static int cut(const char *name, int fd, off_t size) {
    int (*real)(int, off_t) = dlsym(RTLD_NEXT, name);
    char path[4096];
    if (!armed || !path_of(fd, path, sizeof path)) return real(fd, size);
    if (met(fd, NULL, size > 0, -1)) return -1;
    note('t', path, (uint64_t)size, 0, NULL);
    return real(fd, size);
}

int ftruncate(int fd, off_t size) { return cut("ftruncate", fd, size); }
int ftruncate64(int fd, off_t size) { return cut("ftruncate64", fd, size); }

static int kept(const char *name, int fd) {
    int (*real)(int) = dlsym(RTLD_NEXT, name);
    char path[4096];
    if (!armed || !path_of(fd, path, sizeof path)) return real(fd);
    met(fd, NULL, 0, -1);
    note('s', path, 0, 0, NULL);
    return real(fd);
}

int fsync(int fd) { return kept("fsync", fd); }
int fdatasync(int fd) { return kept("fdatasync", fd); }

int unlink(const char *path) {
    static int (*real)(const char *);
    if (!real) real = dlsym(RTLD_NEXT, "unlink");
    if (mine(path)) { met(-1, NULL, 0, -1); note('u', path, 0, 0, NULL); }
    return real(path);
}

int rename(const char *from, const char *to) {
    static int (*real)(const char *, const char *);
    if (!real) real = dlsym(RTLD_NEXT, "rename");
    if (mine(from)) {
        met(-1, NULL, 0, -1);
        note('r', from, 0, strlen(to), to);
    }
    return real(from, to);
}

static int opened(const char *name, const char *path, int flags, mode_t rights) {
    int (*real)(const char *, int, ...) = dlsym(RTLD_NEXT, name);
    if (mine(path) && mode == READ_ONLY && (flags & (O_WRONLY | O_RDWR | O_CREAT))) { errno = EROFS; return -1; }
    return real(path, flags, rights);
}

#define OPEN(name) \
    int name(const char *path, int flags, ...) { \
        va_list more; va_start(more, flags); \
        mode_t rights = (flags & O_CREAT) ? va_arg(more, mode_t) : 0; \
        va_end(more); \
        return opened(#name, path, flags, rights); \
    }
OPEN(open)
OPEN(open64)
