/* Makes the n-th call that writes under a folder fail: loaded by LD_PRELOAD, armed by ctypes. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static char under[4096];
static long fail_at;
static int fail_with, is_for_good;
static atomic_long n_calls;

void torture_arm(const char *folder, long at, int with, int for_good) {
    strncpy(under, folder, sizeof under - 1);
    fail_at = at; fail_with = with; is_for_good = for_good;
    atomic_store(&n_calls, 0);
}
long torture_count(void) { return atomic_load(&n_calls); }

static int fails_path(const char *path) {
    if (!under[0] || strncmp(path, under, strlen(under))) return 0;
    long n = atomic_fetch_add(&n_calls, 1) + 1;
    if (!fail_at || (is_for_good ? n < fail_at : n != fail_at)) return 0;
    errno = fail_with;
    return 1;
}
static int fails(int fd) {
    char link[64], path[4096];
    if (!under[0]) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, sizeof path - 1);
    if (n <= 0) return 0;
    path[n] = 0;
    return fails_path(path);
}

#define REAL(type, name, ...) \
    static type (*real)(__VA_ARGS__); \
    if (!real) real = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

ssize_t write(int fd, const void *b, size_t n) {
    REAL(ssize_t, "write", int, const void *, size_t);
    return fails(fd) ? -1 : real(fd, b, n);
}
ssize_t pwrite(int fd, const void *b, size_t n, off_t at) {
    REAL(ssize_t, "pwrite", int, const void *, size_t, off_t);
    return fails(fd) ? -1 : real(fd, b, n, at);
}
ssize_t pwrite64(int fd, const void *b, size_t n, off64_t at) {
    REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
    return fails(fd) ? -1 : real(fd, b, n, at);
}
int fsync(int fd) {
    REAL(int, "fsync", int);
    return fails(fd) ? -1 : real(fd);
}
int fdatasync(int fd) {
    REAL(int, "fdatasync", int);
    return fails(fd) ? -1 : real(fd);
}
int ftruncate(int fd, off_t n) {
    REAL(int, "ftruncate", int, off_t);
    return fails(fd) ? -1 : real(fd, n);
}
int ftruncate64(int fd, off64_t n) {
    REAL(int, "ftruncate64", int, off64_t);
    return fails(fd) ? -1 : real(fd, n);
}
int rename(const char *from, const char *to) {
    REAL(int, "rename", const char *, const char *);
    return fails_path(to) ? -1 : real(from, to);
}
