// kernel/stream_router.h: std::cout and std::cerr inside a process.
//
// While a kernel exists, what a task writes to std::cout, std::cerr or std::clog goes to that
// task's descriptor 1 or 2, as if it had called Print. Outside any task the streams are the host's,
// as before.
#ifndef CORIX_KERNEL_STREAM_ROUTER_H_
#define CORIX_KERNEL_STREAM_ROUTER_H_

namespace corix {

// Routes for as long as at least one such object exists. Streams that the host program has
// meanwhile given another buffer are left alone.
class StreamRouter {
 public:
  StreamRouter();
  ~StreamRouter();
  // A task may leave a stream failed, as by printing a null pointer; the next one is not to suffer
  // from it. Its
  // format flags, though, stay as it set them: they are the stream's, and so everybody's.
  static void Repair();
  StreamRouter(const StreamRouter&) = delete;
  StreamRouter& operator=(const StreamRouter&) = delete;
};

}  // namespace corix

#endif  // CORIX_KERNEL_STREAM_ROUTER_H_
