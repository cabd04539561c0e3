/* A fake of CUDA's driver for machines without a GPU: the devices of fake-nvml.c, and one kernel,
 * burn, whose arithmetic is done here where it is little, and only slept for where it is much. It
 * knows no PTX. For how long a device was busy is noted in BUSY_FOLDER, where fake-nvml.c looks.
 */
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#ifndef DEVICES
#define DEVICES 2
#endif
#define NO_DEVICE 100
#define INVALID 1
#define MULTIPROCESSORS 2
#define LITTLE 10000        /* rounds that are calculated */
#define ROUNDS_PER_MILLI 20000.0

static int seen[DEVICES], count = -1, current = -1;
static double pending_nanos;
static struct timespec launched;

int cuInit(unsigned flags) {
  const char *visible = getenv("CUDA_VISIBLE_DEVICES");
  (void)flags;
  count = 0;
  for (int i = 0; i < DEVICES; i++) {
    char uuid[64];
    snprintf(uuid, sizeof uuid, "GPU-0000000%d-aaaa-bbbb-cccc-dddddddddddd", i);
    if (visible == NULL || strstr(visible, uuid) != NULL) seen[count++] = i;
  }
  return count > 0 ? 0 : NO_DEVICE;
}

int cuDriverGetVersion(int *version) {
  *version = 12080;
  return 0;
}

int cuDeviceGetCount(int *found) {
  if (count <= 0) return NO_DEVICE;
  *found = count;
  return 0;
}

int cuDeviceGet(int *device, int ordinal) {
  if (ordinal < 0 || ordinal >= count) return 101;
  *device = ordinal;
  return 0;
}

int cuDeviceGetName(char *name, int length, int device) {
  (void)device;
  snprintf(name, length, "NVIDIA H100 80GB HBM3 (fake)");
  return 0;
}

int cuDeviceGetUuid(unsigned char *uuid, int device) {
  static const unsigned char rest[12] = {0xaa, 0xaa, 0xbb, 0xbb, 0xcc, 0xcc,
                                         0xdd, 0xdd, 0xdd, 0xdd, 0xdd, 0xdd};
  memset(uuid, 0, 4);
  uuid[3] = seen[device];
  memcpy(uuid + 4, rest, sizeof rest);
  return 0;
}

int cuDeviceGetAttribute(int *value, int attribute, int device) {
  (void)device;
  if (attribute != 16) return INVALID;
  *value = MULTIPROCESSORS;
  return 0;
}

int cuCtxCreate_v2(void **context, unsigned flags, int device) {
  (void)flags;
  current = device;
  *context = &current;
  return 0;
}

int cuModuleLoadDataEx(void **module, const char *ptx, unsigned n, int *options, void **values) {
  (void)n;
  if (strstr(ptx, ".version") == NULL || strstr(ptx, ".visible .entry burn(") == NULL) {
    if (options[0] == 5) strcpy(values[0], "this fake knows the kernel burn alone");
    return 218;
  }
  *module = (void *)ptx;
  return 0;
}

int cuModuleGetFunction(void **function, void *module, const char *name) {
  (void)module;
  if (strcmp(name, "burn") != 0) return 500;
  *function = &pending_nanos;
  return 0;
}

int cuMemAlloc_v2(unsigned long long *address, size_t bytes) {
  *address = (unsigned long long)malloc(bytes);
  return *address ? 0 : 2;
}

int cuMemcpyDtoH_v2(void *to, unsigned long long from, size_t bytes) {
  memcpy(to, (void *)from, bytes);
  return 0;
}

static float burn(unsigned thread, unsigned rounds) {
  float chains[8];
  for (int i = 0; i < 8; i++) chains[i] = (float)thread + (float)i;
  for (unsigned round = 0; round < rounds; round++) {
    for (int i = 0; i < 8; i++) chains[i] = fmaf(chains[i], 0x1.fffffep-1f, 0x1.99999ap-4f);
  }
  for (int i = 1; i < 8; i++) chains[0] += chains[i];
  return chains[0];
}

int cuLaunchKernel(void *function, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by,
                   unsigned bz, unsigned shared, void *stream, void **arguments, void **extra) {
  unsigned rounds = *(unsigned *)arguments[1];
  float *results = (float *)*(unsigned long long *)arguments[0];
  (void)shared, (void)stream;
  clock_gettime(CLOCK_MONOTONIC, &launched);
  if (function != &pending_nanos || gy != 1 || gz != 1 || by != 1 || bz != 1 || extra != NULL) {
    return INVALID;
  }
  if (rounds <= LITTLE) {
    /* The first threads are looked at, no others. */
    for (unsigned i = 0; i < gx * bx && i < 512; i++) results[i] = burn(i, rounds);
  }
  pending_nanos += rounds / ROUNDS_PER_MILLI * 1e6;
  return 0;
}

int cuCtxSynchronize(void) {
  struct timespec nap = {(long)(pending_nanos / 1e9), (long)fmod(pending_nanos, 1e9)};
  char path[512];
  double nanos = 0;
  struct timespec now;
  nanosleep(&nap, NULL);
  clock_gettime(CLOCK_MONOTONIC, &now);
  double busy = (now.tv_sec - launched.tv_sec) * 1e9 + now.tv_nsec - launched.tv_nsec;
  snprintf(path, sizeof path, "%s/busy-%d", BUSY_FOLDER, seen[current]);
  int file = open(path, O_RDWR | O_CREAT, 0666);
  if (file >= 0) {
    char text[64] = "";
    flock(file, LOCK_EX);
    if (read(file, text, sizeof text - 1) > 0) nanos = atof(text);
    int length = snprintf(text, sizeof text, "%.0f          ", nanos + busy);
    if (pwrite(file, text, length, 0) < 0) perror(path);
    close(file);
  }
  pending_nanos = 0;
  return 0;
}

int cuGetErrorName(int error, const char **name) {
  *name = error == NO_DEVICE ? "CUDA_ERROR_NO_DEVICE" : "CUDA_ERROR_OF_THE_FAKE";
  return 0;
}
